"""A stdio server on the MCP Python SDK."""

import asyncio

from mcp.server.mcpserver import Context, MCPServer

server = MCPServer("python-peer", instructions="A server for tests.")


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
        await asyncio.sleep(0.05)  # clients drop progress that arrives together with the result
    return f"counted to {to}"


@server.resource("note://{number}")
def note(number: str) -> str:
    """A note by number."""
    return f"note {number}: ünïcode"


@server.prompt()
def review(code: str) -> str:
    """Ask for a review."""
    return f"Please review: {code}"


if __name__ == "__main__":
    server.run("stdio")
