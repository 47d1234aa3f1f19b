"""Text and entities as HTML that a browser may show: every word escaped, a fixed set of tags, no script, no style.

The page relies on this and on nothing of its own; what a bot writes can never become code there.
"""

import re
from html import escape

from bot.demo.world.entities import Entity, utf16_length
from bot.demo.world.tidying import cut

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
LINKABLE = re.compile(r"https?://|tg://", re.IGNORECASE)


def to_html(text: str, entities: list[Entity]) -> str:
    """Nested tags for nested entities; entities that cross are closed and opened anew."""
    edges = sorted({0, utf16_length(text), *(e.offset for e in entities), *(e.end for e in entities)})
    html: list[str] = []
    standing: list[Entity] = []
    for begin, end in zip(edges, [*edges[1:], edges[-1]], strict=True):
        wanted = [e for e in entities if e.offset <= begin < e.end]
        shared = 0
        while shared < min(len(standing), len(wanted)) and standing[shared] is wanted[shared]:
            shared += 1
        html.extend(_tags(e, text)[1] for e in reversed(standing[shared:]))
        html.extend(_tags(e, text)[0] for e in wanted[shared:])
        html.append(escape(cut(text, begin, end)))
        standing = wanted
    # A quote is a block of its own: the line that ends after it is no empty line more.
    return "".join(html).replace("</blockquote>\n", "</blockquote>")


def _tags(entity: Entity, text: str) -> tuple[str, str]:
    words = cut(text, entity.offset, entity.end)
    match entity.type:
        case kind if kind in TAGS:
            return f"<{TAGS[kind]}>", f"</{TAGS[kind]}>"
        case "expandable_blockquote":
            return '<blockquote class="expandable">', "</blockquote>"
        case "spoiler":
            return '<span class="spoiler">', "</span>"
        case "date_time":
            return f'<time data-unix="{entity.unix_time}">', "</time>"
        case "text_link" | "url":
            url = entity.url or words
            if not LINKABLE.match(url):
                url = f"https://{url}"
            return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
        case "mention" | "text_mention" | "hashtag" | "bot_command" | "email":
            return '<span class="found">', "</span>"
    return "<span>", "</span>"
