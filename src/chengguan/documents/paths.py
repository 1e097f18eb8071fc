"""Which facts a template reads: dotted paths found in the syntax tree, so that a misspelt fact stops the load.

`{{ party.name }}` reads ``party.name``; `{% for e in evidence %}{{ e.name }}{% endfor %}` reads ``evidence`` and
``evidence[].name``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import nodes

from .text import ENVIRONMENT

Aliases = Mapping[str, str]


def of_text(source: str, aliases: Aliases) -> frozenset[str]:
    """Paths read by a text template. Raises `jinja2.TemplateSyntaxError`."""
    tree = ENVIRONMENT.parse(source)
    ENVIRONMENT.from_string(source)
    return frozenset(_walk(tree, dict(aliases)))


def of_expression(source: str, aliases: Aliases) -> frozenset[str]:
    """Paths read by an expression. Raises `jinja2.TemplateSyntaxError`."""
    return of_text("{{ " + source + " }}", aliases)


def _walk(node: nodes.Node, aliases: dict[str, str]) -> Iterator[str]:
    if isinstance(node, nodes.For):
        aliases = dict(aliases)
        listed = _path(node.iter, aliases)
        if listed and isinstance(node.target, nodes.Name):
            yield listed
            aliases[node.target.name] = f"{listed}[]"
            aliases.setdefault("loop", "")
    path = _path(node, aliases)
    if path is not None:
        if path:
            yield path
        return
    for child in node.iter_child_nodes():
        yield from _walk(child, aliases)


def _path(node: nodes.Node, aliases: Aliases) -> str | None:
    """The dotted path of a chain of attributes; "" for something that is no fact (loop.index); None for other nodes."""
    if isinstance(node, nodes.Name):
        return aliases.get(node.name, node.name) if node.ctx == "load" else None
    if isinstance(node, nodes.Getattr):
        base = _path(node.node, aliases)
        return f"{base}.{node.attr}" if base else base
    return None
