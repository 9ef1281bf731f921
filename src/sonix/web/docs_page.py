"""`/api/docs`: the API as a page made here, without scripts and without anybody else's servers.

The usual viewers are scripts from a CDN: they would need holes in the content security policy and a connection to the
world.
"""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)
METHODS = ("get", "post", "put", "patch", "delete", "head")
_CSS = """:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:0 auto;padding:1rem}
h2{margin-top:2.5rem}section{border-top:1px solid #8886;padding:.5rem 0}code,pre{font-family:ui-monospace,monospace}
pre{overflow:auto;background:#8882;padding:.75rem;border-radius:.5rem;font-size:.85rem}h3{font-size:1rem;margin:.5rem 0}
.m{display:inline-block;min-width:4.5rem;font-weight:700}table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;
vertical-align:top}"""


@router.get("/api/docs")
async def docs(request: Request) -> Response:
    """The page."""
    return HTMLResponse(render(request.app.openapi()), headers={"Cache-Control": "no-cache"})


@router.get("/api/docs.css")
async def docs_css() -> Response:
    """Its style, in a file of its own because the policy allows no inline style."""
    return Response(_CSS, media_type="text/css", headers={"Cache-Control": "no-cache"})


def render(schema: dict[str, Any]) -> str:
    """The whole page for an OpenAPI schema."""
    info = schema["info"]
    by_tag: dict[str, list[str]] = {}
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                tag = (operation.get("tags") or ["other"])[0]
                by_tag.setdefault(tag, []).append(_operation(path, method, operation))
    parts = "".join(f"<h2>{escape(tag)}</h2>{''.join(sections)}" for tag, sections in by_tag.items())
    models = "".join(_model(name, model) for name, model in schema.get("components", {}).get("schemas", {}).items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(info["title"])} API</title><link rel="icon" href="/icon.svg">'
        '<link rel="stylesheet" href="/api/docs.css"></head><body>'
        f"<h1>{escape(info['title'])} API {escape(info['version'])}</h1><p>{escape(info.get('description', ''))}</p>"
        f'<p><a href="/api/openapi.json">openapi.json</a></p>{parts}<h2>Shapes</h2>{models}</body></html>'
    )


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    rows = "".join(_parameter(parameter) for parameter in operation.get("parameters", []))
    body = operation.get("requestBody", {}).get("content", {})
    shapes = [_type(content.get("schema", {})) for content in body.values()]
    takes = "".join(f"<p>Takes <code>{escape(shape)}</code></p>" for shape in shapes)
    gives = "".join(_answer(status, answer) for status, answer in operation.get("responses", {}).items())
    return (
        f'<section><h3><span class="m">{method.upper()}</span><code>{escape(path)}</code></h3>'
        f"<p>{escape(operation.get('description', ''))}</p><table>{rows}</table>{takes}{gives}</section>"
    )


def _parameter(parameter: dict[str, Any]) -> str:
    kind = escape(_type(parameter.get("schema", {})))
    needed = "needed" if parameter.get("required") else ""
    name = f"<code>{escape(parameter['name'])}</code>"
    return f"<tr><td>{name}</td><td>{parameter['in']}</td><td>{kind}</td><td>{needed}</td></tr>"


def _answer(status: str, answer: dict[str, Any]) -> str:
    shapes = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
    return f"<p>{escape(status)} <code>{escape(' or '.join(shape for shape in shapes if shape))}</code></p>"


def _model(name: str, model: dict[str, Any]) -> str:
    fields = "".join(
        f"<tr><td><code>{escape(field)}</code></td><td>{escape(_type(kind))}</td></tr>"
        for field, kind in model.get("properties", {}).items()
    )
    description = escape(model.get("description", ""))
    return f"<section><h3>{escape(name)}</h3><p>{description}</p><table>{fields}</table></section>"


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", ""))
