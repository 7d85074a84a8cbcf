// Builds what pipeline/report/page/ holds ready-made, so that neither a user nor a report needs Node:
//   vega.js      the Vega runtime with its expression interpreter (no eval, so a strict CSP holds)
//   charts.json  the charts of charts/, Vega-Lite compiled to Vega
//   world.json   country outlines (Natural Earth by way of world-atlas) and a point inside each country
import {build} from 'esbuild';
import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {geoArea, geoCentroid} from 'd3-geo';
import countries from 'i18n-iso-countries';
import {feature, quantize} from 'topojson-client';
import {filter, filterWeight, presimplify, simplify} from 'topojson-simplify';
import {compile} from 'vega-lite';

const page = new URL('../../pipeline/report/page/', import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const version = (name) => read(`node_modules/${name}/package.json`).version;

const bundled = await build({
  stdin: {
    contents: `export {View, parse, read} from 'vega'; export {expressionInterpreter} from 'vega-interpreter';`,
    resolveDir: new URL('.', import.meta.url).pathname,
  },
  bundle: true, minify: true, format: 'iife', globalName: 'vega', target: 'es2020', write: false,
  legalComments: 'none', charset: 'ascii',
});
const banner = `/* Vega ${version('vega')} with vega-interpreter ${version('vega-interpreter')}: BSD-3-Clause, ` +
  'University of Washington Interactive Data Lab; holds d3 (ISC, Mike Bostock). See SOURCES.md. */\n';
writeFileSync(new URL('vega.js', page), banner + bundled.outputFiles[0].text);

const config = read('charts/config.json');
const charts = {};
const sources = createHash('sha256');
for (const file of readdirSync(new URL('charts/', import.meta.url)).sort()) {
  sources.update(readFileSync(new URL(`charts/${file}`, import.meta.url)));
  const [name, kind] = file.split('.');
  if (kind === 'vl') charts[name] = compile(read(`charts/${file}`), {config}).spec;
  if (kind === 'vg') charts[name] = read(`charts/${file}`);
}
for (const spec of Object.values(charts)) delete spec.description;
writeFileSync(new URL('charts.json', page),
  JSON.stringify({sources: sources.digest('hex'), vega: version('vega'), charts}, null, 1) + '\n');

// Antarctica has no embassies and takes a fifth of the sheet.
const coarse = read('node_modules/world-atlas/countries-110m.json');
coarse.objects.countries.geometries = coarse.objects.countries.geometries.filter((one) => one.id !== '010');
delete coarse.objects.land;
for (const one of coarse.objects.countries.geometries) { delete one.properties; delete one.id; }
const weighed = presimplify(coarse);
const outlines = quantize(filter(simplify(weighed, 0.25), filterWeight(weighed, 0.25)), 5e3);

const fine = read('node_modules/world-atlas/countries-50m.json');
const points = {};
for (const one of feature(fine, fine.objects.countries).features) {
  const code = one.properties.name === 'Kosovo' ? 'XKX' : countries.numericToAlpha3(one.id ?? '');
  if (!code) continue;
  const parts = one.geometry.type === 'Polygon' ? [one.geometry.coordinates] : one.geometry.coordinates;
  const largest = parts.map((coordinates) => ({type: 'Polygon', coordinates}))
    .reduce((a, b) => (geoArea(a) >= geoArea(b) ? a : b));
  points[code] = geoCentroid(largest).map((degrees) => Math.round(degrees * 10) / 10);
}
writeFileSync(new URL('world.json', page), JSON.stringify({outlines, points}) + '\n');
