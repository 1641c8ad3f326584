"""A client on the MCP Python SDK for the matrix: client.py URL MODE PLAN, with $AUTHORIZATION; prints what it saw as JSON."""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from typing import Any

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CreateMessageResult, ElicitResult, PromptReference, TextContent, ToolListChangedNotification

HEARD_WITHIN = 3.0
heard: dict[str, list[Any]] = {"log": [], "changed": []}


async def sample(context: Any, params: Any) -> CreateMessageResult:
    return CreateMessageResult(role="assistant", model="none", content=TextContent(type="text", text="sampled text"))


async def elicit(context: Any, params: Any) -> ElicitResult:
    required = params.requested_schema.get("required", [])
    return ElicitResult(action="accept", content={name: "text" for name in required})


async def log(params: Any) -> None:
    heard["log"].append(params.model_dump(mode="json"))


async def message(item: Any) -> None:
    if isinstance(item, ToolListChangedNotification):
        heard["changed"].append("notifications/tools/list_changed")


async def hear(kind: str) -> list[Any]:
    async with asyncio.timeout(HEARD_WITHIN):
        while not heard[kind]:
            await asyncio.sleep(0.02)
    return heard[kind]


def plain(answer: Any) -> Any:
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def call(client: Client, wanted: dict[str, Any], **more: Any) -> Any:
    return plain(await client.call_tool(wanted["name"], wanted["args"], **more))


class Steps:
    """A method for each feature of the matrix; it gives what the client saw."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.modern = client.protocol_version >= "2026-07-28"

    async def handshake(self, wanted: Any) -> Any:
        return [self.client.protocol_version, plain(self.client.server_info)]

    async def tools(self, wanted: Any) -> Any:
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, wanted: Any) -> Any:
        return await call(self.client, wanted)

    elicitation = sampling = call

    async def error(self, wanted: Any) -> Any:
        try:
            return await call(self.client, wanted)
        except MCPError as error:
            return {"isError": True, **plain(error.error)}

    async def progress(self, wanted: Any) -> Any:
        notes: list[Any] = []

        async def note(value: float, total: float | None, text: str | None) -> None:
            notes.append({"progress": int(value), "total": int(total or 0), "message": text})

        await call(self.client, wanted, progress_callback=note)
        return notes

    async def log(self, wanted: Any) -> Any:
        if not self.modern:
            try:
                await self.client.set_logging_level("debug")
            except MCPError:
                pass  # some servers log without knowing levels
        await call(self.client, wanted)
        return await hear("log")

    async def resources(self, wanted: Any) -> Any:
        listed = [plain(await self.client.list_resources()), plain(await self.client.list_resource_templates())]
        return [*listed, plain(await self.client.read_resource(wanted["uri"]))]

    async def prompts(self, wanted: Any) -> Any:
        return [plain(await self.client.list_prompts()), plain(await self.client.get_prompt(wanted["name"], wanted["args"]))]

    async def completion(self, wanted: Any) -> Any:
        return plain(await self.client.complete(PromptReference(type="ref/prompt", name=wanted["ref"]["name"]), wanted["argument"]))

    async def cancel(self, wanted: Any) -> Any:
        running = asyncio.ensure_future(call(self.client, wanted))
        await asyncio.sleep(0.3)
        running.cancel()
        ended = "error" if isinstance((await asyncio.gather(running, return_exceptions=True))[0], BaseException) else "answer"
        await asyncio.sleep(0.2)
        return {"ended": ended, "then": await call(self.client, wanted["then"])}

    async def changed(self, wanted: Any) -> Any:
        async with AsyncExitStack() as listening:
            if self.modern:
                subscription = await listening.enter_async_context(self.client.listen(tools_list_changed=True))
                await call(self.client, wanted)
                async with asyncio.timeout(HEARD_WITHIN):
                    async for event in subscription:
                        return ["tools/list_changed" if "Tools" in type(event).__name__ else repr(event)]
            await call(self.client, wanted)
            return await hear("changed")


async def main(url: str, mode: str, plan: dict[str, Any]) -> None:
    seen: dict[str, Any] = {}
    authorization = os.environ.get("AUTHORIZATION")
    headers = {"Authorization": authorization} if authorization else {}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        options = {"sampling_callback": sample, "elicitation_callback": elicit, "logging_callback": log, "message_handler": message}
        async with Client(streamable_http_client(url, http_client=http), mode=mode, log_level="debug" if mode != "legacy" else None, **options) as client:
            steps = Steps(client)
            for feature, wanted in plan.items():
                try:
                    seen[feature] = {"value": await getattr(steps, feature)(wanted)}
                except Exception as error:  # whatever it is, it is what the client saw
                    seen[feature] = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(seen, separators=(",", ":")), flush=True)


asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
