"""A server on the MCP Python SDK: on standard input and output, or with --http on a port that it prints."""

import asyncio
import json
import socket
import sys
from typing import Annotated, Any

from mcp.server.mcpserver import Context, Elicit, ListRoots, MCPServer, Resolve, Sample
from mcp_types import (
    Completion,
    CreateMessageResult,
    EmptyResult,
    ListRootsResult,
    SamplingMessage,
    SubscribeRequestParams,
    TextContent,
    UnsubscribeRequestParams,
)
from pydantic import BaseModel

server = MCPServer("python-peer", instructions="A server for tests.")
waits: dict[str, str] = {}
watched: set[str] = set()


class Name(BaseModel):
    name: str


def ask_for_name() -> Elicit[Name]:
    return Elicit("What is your name?", Name)


def ask_for_thought() -> Sample:
    return Sample([SamplingMessage(role="user", content=TextContent(type="text", text="Think."))], max_tokens=20)


def ask_for_roots() -> ListRoots:
    return ListRoots()


@server.tool()
def add(a: int, b: int) -> int:
    """Add two integers."""
    return a + b


@server.tool()
def greet(name: str, excited: bool = False) -> dict[str, str]:
    """Greet somebody, with structured content."""
    return {"greeting": f"Hello, {name}{'!' if excited else '.'}"}


@server.tool()
def fail() -> str:
    """Always fail."""
    raise ValueError("this tool fails on purpose")


@server.tool()
async def count(to: int, ctx: Context) -> str:
    """Count with progress."""
    for step in range(1, to + 1):
        await ctx.report_progress(step, to, f"step {step}")
    await asyncio.sleep(0.3)  # clients drop progress that arrives together with the result
    return f"counted to {to}"


@server.tool()
async def report(ctx: Context) -> str:
    """Log a line."""
    await ctx.info("reported")
    await asyncio.sleep(0.05)
    return "done"


@server.tool()
def ask_name(asked: Annotated[Name, Resolve(ask_for_name)]) -> str:
    """Ask the user for a name."""
    return f"Hello, {asked.name}"


@server.tool()
def think(thought: Annotated[CreateMessageResult, Resolve(ask_for_thought)]) -> str:
    """Let the client's model think."""
    return f"thought: {thought.content.text}"


@server.tool()
def roots(listed: Annotated[ListRootsResult, Resolve(ask_for_roots)]) -> str:
    """Tell the client's roots."""
    return ", ".join(str(root.uri) for root in listed.roots)


@server.tool()
async def wait(key: str, seconds: float) -> str:
    """Wait, and note whether it was cancelled meanwhile."""
    waits[key] = "waiting"
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        waits[key] = "cancelled"
        raise
    waits[key] = "completed"
    return waits[key]


@server.tool()
def waited(key: str) -> str:
    """Tell how a wait ended."""
    return waits.get(key, "unknown")


@server.tool()
async def change(ctx: Context) -> str:
    """Tell whoever listens that the list of tools changed."""
    await ctx.notify_tools_changed()
    await ctx.session.send_tool_list_changed()
    return "changed"


@server.tool()
async def update(ctx: Context) -> str:
    """Tell whoever follows one of two notes that it changed."""
    for uri in ("note://1", "note://2"):
        await ctx.notify_resource_updated(uri)
        if uri in watched:
            await ctx.session.send_resource_updated(uri)
    return "updated"


@server.resource("note://{number}")
def note(number: str) -> str:
    """A note by number."""
    return f"note {number}: ünïcode"


@server.prompt()
def review(code: str) -> str:
    """Ask for a review."""
    return f"Please review: {code}"


@server.completion()
async def complete(ref, argument, context) -> Completion:
    return Completion(values=[word for word in ("x = 1", "y = 2") if word.startswith(argument.value)])


# the server itself follows resources for the newer era only


async def subscribe(ctx: Any, params: SubscribeRequestParams) -> EmptyResult:
    watched.add(str(params.uri))
    return EmptyResult()


async def unsubscribe(ctx: Any, params: UnsubscribeRequestParams) -> EmptyResult:
    watched.discard(str(params.uri))
    return EmptyResult()


server._lowlevel_server.add_request_handler("resources/subscribe", SubscribeRequestParams, subscribe)
server._lowlevel_server.add_request_handler("resources/unsubscribe", UnsubscribeRequestParams, unsubscribe)

if __name__ == "__main__":
    if "--http" in sys.argv:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        print(json.dumps({"url": f"http://127.0.0.1:{port}/mcp"}), flush=True)
        server.run("streamable-http", host="127.0.0.1", port=port)
    else:
        server.run("stdio")
