"""The closed list of what can go wrong between a publisher and an article; docs/errors.md prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """One class of failure.

    Attributes:
        retryable: a later poll may succeed without anybody doing anything.
        meaning: what happened.
        advice: what the operator can do.
    """

    name: str
    retryable: bool
    meaning: str
    advice: str


def _table(*rows: tuple[str, bool, str, str]) -> dict[str, ErrorClass]:
    return {name: ErrorClass(name, retryable, meaning, advice) for name, retryable, meaning, advice in rows}


FETCH_ERRORS: dict[str, ErrorClass] = _table(
    ("dns", True, "The host name could not be resolved.", "Check the spelling; publishers do move."),
    ("connect_refused", True, "The host refused the connection.", "Wait; check the port."),
    ("connect_timeout", True, "No connection in time.", "Wait; raise --connect-timeout for slow networks."),
    (
        "connect_failed",
        True,
        "The connection could not be made (no route, network down).",
        "Check the network.",
    ),
    (
        "host_down",
        True,
        "Not asked: connections to this host failed repeatedly in this run.",
        "See the host's other rows.",
    ),
    (
        "host_busy",
        True,
        "Not asked: the host was occupied by other requests for too long.",
        "Lower the number of feeds per host.",
    ),
    (
        "tls",
        False,
        "The TLS handshake failed or the certificate is not valid.",
        "Tell the publisher; nothing is fetched past a bad certificate.",
    ),
    ("read_timeout", True, "The host stopped sending.", "Wait."),
    (
        "total_timeout",
        True,
        "The answer was not complete within the total deadline.",
        "Wait; raise --total-timeout for very slow hosts.",
    ),
    ("reset", True, "The connection broke before the answer was complete.", "Wait."),
    (
        "bad_http",
        True,
        "The answer is not HTTP (broken status line, headers, chunks).",
        "Tell the publisher.",
    ),
    (
        "bad_encoding",
        True,
        "The Content-Encoding is unknown or the compressed body is damaged.",
        "Tell the publisher.",
    ),
    (
        "too_large",
        False,
        "More bytes on the wire than the limit.",
        "Raise --max-wire-bytes if the feed is worth it.",
    ),
    (
        "too_large_decoded",
        False,
        "More bytes after decompression than the limit (a decompression bomb).",
        "Raise --max-decoded-bytes if the feed is worth it.",
    ),
    ("bad_url", False, "The address is not a usable http or https URL.", "Correct the feed list."),
    (
        "blocked_address",
        False,
        "The host's address is private, loopback, link-local or otherwise not public.",
        "Name its network with --allow-network if you trust it.",
    ),
    (
        "bad_redirect",
        False,
        "A redirect without a target, or to something that is not http or https.",
        "Tell the publisher.",
    ),
    ("too_many_redirects", False, "A redirect loop or a chain over the limit.", "Tell the publisher."),
    (
        "bad_request",
        False,
        "HTTP 400 or another 4xx status that has no class of its own.",
        "Check the address.",
    ),
    (
        "unauthorized",
        False,
        "HTTP 401, 402 or 407: credentials are missing, wrong or unpaid.",
        "Set `credentials` in the feed list.",
    ),
    ("forbidden", False, "HTTP 403 or 451.", "Ask the publisher for access; the client is never disguised."),
    (
        "bot_wall",
        False,
        "A challenge page of a bot filter (Cloudflare and the like).",
        "Ask the publisher to let feed readers in.",
    ),
    ("not_found", False, "HTTP 404.", "Look for the new address with `feeds discover`."),
    (
        "gone",
        False,
        "HTTP 410: the publisher ended the feed; it is not asked again, except with `--ask-gone`.",
        "Remove it from the feed list.",
    ),
    (
        "rate_limited",
        True,
        "HTTP 429: asked too often; Retry-After is kept.",
        "Raise --host-gap; poll less often.",
    ),
    ("unavailable", True, "HTTP 503; Retry-After is kept.", "Wait."),
    ("server_error", True, "HTTP 5xx.", "Wait."),
    (
        "bad_status",
        True,
        "A status that a feed request cannot have (1xx, 204, 206, 300, 304 unasked).",
        "Tell the publisher.",
    ),
    (
        "credentials_missing",
        False,
        "The environment variable named for the credentials is not set.",
        "Set it where the workers run.",
    ),
    ("file_missing", False, "The local file does not exist.", "Correct the feed list."),
    ("file_unreadable", False, "The local file cannot be read.", "Check its permissions."),
    ("empty_body", True, "An answer without a body.", "Wait; tell the publisher."),
    (
        "truncated",
        True,
        "The body ended early; complete entries are used and the feed is asked in full next time.",
        "Wait.",
    ),
    ("not_a_feed", False, "The body is no RSS, Atom, RDF or JSON Feed.", "Check the address."),
    (
        "html_page",
        False,
        "A web page came instead of a feed.",
        "Use the suggested feed address, or `feeds discover`.",
    ),
    (
        "parse_timeout",
        False,
        "Parsing took longer than its limit and was stopped.",
        "Raise --parse-timeout if the feed is worth it.",
    ),
    (
        "parse_memory",
        False,
        "Parsing needed more memory than its limit and was stopped.",
        "Raise --parse-memory if the feed is worth it.",
    ),
    (
        "duplicate_feed",
        False,
        "The address leads to one at which another feed of the list is asked; that feed brings the articles.",
        "Remove one of the two from the feed list.",
    ),
    (
        "unexpected",
        True,
        "Something nobody expected went wrong with this address; everything else went on.",
        "Report it with the address and the words.",
    ),
    ("parse_crash", False, "The parsing process died.", "Keep the raw feed (--keep-raw) and report it."),
)
"""Classes of `fetches.error`; every one is also a reject reason."""

ENTRY_REASONS: dict[str, ErrorClass] = _table(
    (
        "no_link",
        False,
        "An entry has neither link nor guid nor title: nothing names it.",
        "Tell the publisher.",
    ),
    ("no_text", False, "An entry has neither title nor text.", "Tell the publisher."),
    ("bad_entry", False, "An entry could not be read.", "Report it with the payload."),
    (
        "too_many_entries",
        False,
        "The feed has more entries than the limit; the rest was left out.",
        "Raise --max-entries.",
    ),
    (
        "page_failed",
        True,
        "The article's page could not be turned into text; the feed's text is kept.",
        "Report it with the address.",
    ),
)
"""Further reasons of the steps from entry to article."""

STEP_REASONS: dict[str, ErrorClass] = _table(
    ("extraction_failed", True, "The article could not be coded.", "Report it with the article id."),
    ("invalid_record", False, "A record does not fit its table.", "Report it with the payload."),
)
"""Reasons of the steps after the article."""

REASONS: dict[str, ErrorClass] = {**FETCH_ERRORS, **ENTRY_REASONS, **STEP_REASONS}
"""Every reason a reject may carry."""


class FetchError(Exception):
    """A fetch that brought nothing usable.

    Attributes:
        kind: a name in FETCH_ERRORS.
        status: HTTP status where one came.
        retry_after_s: seconds the publisher asked to wait, if it did.
        url: address at which it went wrong.
        wire_bytes: bytes that were received all the same.
    """

    def __init__(
        self,
        kind: str,
        message: str,
        *,
        status: int | None = None,
        retry_after_s: float | None = None,
        url: str | None = None,
        wire_bytes: int = 0,
    ) -> None:
        if kind not in FETCH_ERRORS:
            raise ValueError(f"{kind!r} is not in the closed list of fetch errors")
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status
        self.retry_after_s = retry_after_s
        self.url = url
        self.wire_bytes = wire_bytes

    def __reduce__(self) -> tuple[object, ...]:
        state = {key: getattr(self, key) for key in ("status", "retry_after_s", "url", "wire_bytes")}
        return (_rebuild, (self.kind, self.message, state))

    @property
    def retryable(self) -> bool:
        """Whether a later poll may succeed by itself."""
        return FETCH_ERRORS[self.kind].retryable


def _rebuild(kind: str, message: str, state: dict[str, object]) -> FetchError:
    return FetchError(kind, message, **state)  # type: ignore[arg-type]
