"""Markup to plain text: one line per paragraph, nothing that is not text of the article."""

from __future__ import annotations

import html
import re
import unicodedata

from lxml import etree

_BLOCKS = frozenset(
    """p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table tbody thead blockquote section article pre figure
    hr header footer main aside address details summary fieldset center caption option""".split()  # noqa: SIM905
)
_SKIPPED = frozenset(
    """script style noscript template iframe object embed svg math form button select nav video audio canvas
    figcaption head title textarea applet frameset dialog""".split()  # noqa: SIM905
)
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_TAG = re.compile(
    r"</?(?:p|br|div|a|b|i|u|em|strong|span|img|ul|ol|li|h[1-6]|blockquote|table|font)\b[^<>]*>", re.I
)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{2,6}|#x[0-9a-fA-F]{2,5});"
)
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_LONG_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]{8,}|[0-9]{8,});?")
"""No character has such a number; Python refuses to read numbers of thousands of digits."""
_SPECIAL = re.compile(r"[<&\r\n]")
_LINE_END = re.compile(r"(?<=[.!?:;\"'”’»)\]])[ \t]*\n|\n[ \t]*\n")

# Closing lines that feeds append to every entry. Matched against whole paragraphs at the end of a text.
_BOILERPLATE = re.compile(
    r"""(?:
      the\ post\ .{1,300}\ (?:first\ )?appeared\ (?:first\ )?(?:on|in)\ .{1,120}
    | .{0,40}this\ (?:article|post|story)\ (?:first\ |originally\ )?
      (?:appeared|was\ (?:first\ )?published)\ (?:first\ |originally\ )?(?:on|in|at|by)\ .{1,120}
    | (?:continue\ reading|read\ (?:the\ )?(?:more|on|full|whole|rest|entire)|keep\ reading
      |full\ (?:story|article|text)|more\ at|click\ here)\b[^.]{0,100}[.…»>→]*
    | (?:share|tweet|email|print|comments?|leave\ a\ comment|add\ to\ favou?rites|advertisement
      |sponsored(?:\ content)?)[\s.:!\d()]*
    | (?:follow\ us\ on|like\ us\ on|subscribe\ to|sign\ up\ (?:for|to))\ .{1,140}
    | related\ (?:articles?|stories|posts|links)\s*:?.{0,200}
    | (?:filed\ under|tags|categories)\s*:.{0,200}
    )""",
    re.I | re.X,
)  # fmt: skip
_CUT_MARK = re.compile(r"(?<!\s)\s*(?:\[\s*(?:…|\.\.\.|&hellip;|&#8230;)\s*\]|\(\s*more\s*…?\s*\))\s*$")


MAX_TEXT = 300_000
"""Characters of one article that are kept and coded: some 50,000 words. What is longer is no article."""
TEXT_CUT = "text_cut"
"""Key of `articles.extra_json`: characters there were before the cut."""


def html_to_text(markup: str | None, *, separator: str = "\n") -> str:
    """Return markup (or plain text) as plain text, paragraphs joined by `separator`.

    Scripts, styles, forms, navigation, captions and hidden elements are left out; entities are undone, also
    when they were escaped twice. Plain text keeps the paragraphs its line breaks mark.
    """
    if not markup:
        return ""
    if not _SPECIAL.search(markup):
        return tidy(markup)
    paragraphs = _paragraphs(markup)
    for _ in range(2):
        joined = "\n".join(paragraphs)
        if not (_ENTITY.search(joined) or _TAG.search(joined)):
            break
        again = _paragraphs(joined if _TAG.search(joined) else unescape(joined))
        if again == paragraphs:
            break
        paragraphs = again
    return separator.join(paragraphs)


def unescape(text: str) -> str:
    """Undo entities; references to no character become the replacement character."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text))


def _paragraphs(markup: str) -> list[str]:
    if "<" not in markup:
        text = unescape(markup) if "&" in markup else markup
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return [line for line in (tidy(part) for part in _LINE_END.split(text)) if line]
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(b"<div>" + markup.encode("utf-8", "replace") + b"</div>", parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return [line for line in (tidy(part) for part in re.split(r"<[^<>]*>", markup)) if line]
    return _walk(root)


def _walk(root: etree._Element) -> list[str]:
    """Collect text without recursion: markup may be nested as deep as its author likes."""
    paragraphs: list[str] = []
    pieces: list[str] = []

    def close() -> None:
        if pieces:
            line = tidy("".join(pieces))
            if line:
                paragraphs.append(line)
            pieces.clear()

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        tag = node.tag
        if event == "start":
            if tag in _SKIPPED or "hidden" in node.attrib or _HIDDEN.search(node.get("style", "")):
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                close()
            if node.text:
                pieces.append(node.text)
        else:
            if tag in _BLOCKS:
                close()
            elif tag in _CELLS:
                pieces.append(" ")
            if node.tail:
                pieces.append(node.tail)
    close()
    return paragraphs


def tidy(line: str) -> str:
    """Return one line of text: composed characters, single spaces, nothing invisible."""
    if not line.isascii():
        line = unicodedata.normalize("NFC", line)
    return " ".join(_INVISIBLE.sub("", line).split())


def article_text(content: str | None, summary: str | None) -> str:
    """Return the text of an entry: its content, or its summary where that says more, without closing
    boilerplate."""
    body = html_to_text(content)
    if not summary or len(body) >= len(summary):
        return drop_boilerplate(body)
    lead = html_to_text(summary)
    return drop_boilerplate(body if len(body) >= len(lead) else lead)


def drop_boilerplate(text: str) -> str:
    """Remove closing lines that are no text of the article, and the mark of a cut."""
    lines = text.split("\n")
    while lines and _BOILERPLATE.fullmatch(lines[-1].strip()):
        lines.pop()
    if lines:
        lines[-1] = _CUT_MARK.sub("…", lines[-1])
    return "\n".join(lines)


def cut_text(text: str) -> tuple[str, int]:
    """Return a text of at most MAX_TEXT characters, cut between paragraphs where it can be, and its length before
    the cut; 0 where there was none to make."""
    if len(text) <= MAX_TEXT:
        return text, 0
    head = text[:MAX_TEXT]
    end = head.rfind("\n")
    return head[: end if end > MAX_TEXT // 2 else MAX_TEXT].rstrip(), len(text)


def stored_text(text: str, policy: str) -> str:
    """Return what of a text may be written: `full`, `lead` (its first paragraph) or `none`."""
    if policy == "full":
        return text
    return text.split("\n", 1)[0] if policy == "lead" else ""
