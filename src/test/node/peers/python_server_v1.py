"""A server on the MCP Python SDK 1.x, as most deployed ones are: on standard input and output, or with --http on a port that it prints."""

import asyncio
import json
import socket
import sys
from typing import Any

from mcp.server.fastmcp import Context, FastMCP
from mcp.types import Completion, SamplingMessage, TextContent
from pydantic import AnyUrl, BaseModel

server = FastMCP("python-v1-peer", instructions="A server for tests.")
waits: dict[str, str] = {}
watched: set[str] = set()


class Name(BaseModel):
    name: str


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
async def ask_name(ctx: Context) -> str:
    """Ask the user for a name."""
    asked = await ctx.elicit("What is your name?", Name)
    return f"Hello, {asked.data.name}" if asked.action == "accept" else asked.action


@server.tool()
async def think(ctx: Context) -> str:
    """Let the client's model think: as the SDK's examples do it, the question does not name its call."""
    question = SamplingMessage(role="user", content=TextContent(type="text", text="Think."))
    thought = await ctx.session.create_message([question], max_tokens=20)
    return f"thought: {thought.content.text}"


@server.tool()
async def roots(ctx: Context) -> str:
    """Tell the client's roots."""
    return ", ".join(str(root.uri) for root in (await ctx.session.list_roots()).roots)


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
    """Tell the client that the list of tools changed."""
    await ctx.session.send_tool_list_changed()
    return "changed"


@server.tool()
async def update(ctx: Context) -> str:
    """Tell the client that two notes changed, each if it subscribed to it."""
    for uri in ("note://1", "note://2"):
        if uri in watched:
            await ctx.session.send_resource_updated(AnyUrl(uri))
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
async def complete(ref: Any, argument: Any, context: Any) -> Completion:
    return Completion(values=[word for word in ("x = 1", "y = 2") if word.startswith(argument.value)])


# FastMCP knows nothing of subscriptions and never declares that its lists change: servers that have both do it so


@server._mcp_server.subscribe_resource()
async def subscribe(uri: AnyUrl) -> None:
    watched.add(str(uri))


@server._mcp_server.unsubscribe_resource()
async def unsubscribe(uri: AnyUrl) -> None:
    watched.discard(str(uri))


def declared(capabilities: Any) -> Any:
    capabilities.resources.subscribe = True
    capabilities.tools.listChanged = True
    return capabilities


offered = server._mcp_server.get_capabilities
server._mcp_server.get_capabilities = lambda *given: declared(offered(*given))

if __name__ == "__main__":
    if "--http" in sys.argv:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            server.settings.port = probe.getsockname()[1]
        print(json.dumps({"url": f"http://127.0.0.1:{server.settings.port}/mcp"}), flush=True)
        server.run("streamable-http")
    else:
        server.run("stdio")
