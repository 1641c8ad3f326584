"""A client on the MCP Python SDK: python_client.py URL MODE, with $AUTHORIZATION; prints what it got as JSON."""

import asyncio
import json
import os
import sys
from typing import Any

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CreateMessageResult, ElicitResult, TextContent


async def sample(context: Any, params: Any) -> CreateMessageResult:
    return CreateMessageResult(role="assistant", model="none", content=TextContent(type="text", text="sampled"))


async def elicit(context: Any, params: Any) -> ElicitResult:
    required = params.requested_schema.get("required", [])
    return ElicitResult(action="accept", content={name: "text" for name in required})


async def main(url: str, mode: str) -> None:
    authorization = os.environ.get("AUTHORIZATION")
    headers = {"Authorization": authorization} if authorization else {}
    steps: dict[str, Any] = {}

    async def step(label: str, request: Any) -> None:
        try:
            steps[label] = {"answer": (await request).model_dump(mode="json", by_alias=True, exclude_none=True)}
        except MCPError as error:
            steps[label] = {"error": error.error.model_dump(mode="json", exclude_none=True)}

    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(transport, mode=mode, sampling_callback=sample, elicitation_callback=elicit) as client:
            steps["version"] = client.protocol_version
            await step("tools", client.list_tools())
            await step("prompts", client.list_prompts())
            await step("resources", client.list_resources())
            for tool in ("test_simple_text", "test_multiple_content_types", "test_error_handling", "no_such_tool"):
                await step(tool, client.call_tool(tool, {}))
            await step("header", client.call_tool("test_x_mcp_header", {"region": "Genève"}))
            await step("sampling", client.call_tool("test_sampling", {"prompt": "hello"}))
            await step("elicitation", client.call_tool("test_input_required_result_multi_round", {}))
            progress: list[Any] = []

            async def note(value: float, total: float | None, message: str | None) -> None:
                progress.append([value, total, message])

            await step("progress", client.call_tool("test_tool_with_progress", {}, progress_callback=note))
            steps["progress notes"] = progress
            await step("read", client.read_resource("test://template/5/data"))
            await step("prompt", client.get_prompt("test_prompt_with_arguments", {"arg1": "x", "arg2": "y"}))
    print(json.dumps(steps))


asyncio.run(main(sys.argv[1], sys.argv[2]))
