"""
Clients on the MCP Python SDK for the matrix, all in one process: each line of standard input is an order, an id, URL, authorization,
mode and plan; each line of standard output is the id and what that client saw of each feature.
"""

import asyncio
import json
import sys
from typing import Any

import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import (
    CreateMessageResult,
    ElicitResult,
    ListRootsResult,
    PromptReference,
    ResourceUpdatedNotification,
    TextContent,
    ToolListChangedNotification,
)

LIMIT = 20.0
UNSEEN = 0.3  # how long a call runs before it is cancelled where nothing tells that it does


async def sample(context: Any, params: Any) -> CreateMessageResult:
    return CreateMessageResult(role="assistant", model="none", content=TextContent(type="text", text="sampled text"))


async def elicit(context: Any, params: Any) -> ElicitResult:
    required = params.requested_schema.get("required", [])
    return ElicitResult(action="accept", content={name: "text" for name in required})


class Heard:
    """What one client was told unasked."""

    def __init__(self) -> None:
        self.logs: list[Any] = []
        self.changes: list[str] = []
        self.updates: list[str] = []

    async def log(self, params: Any) -> None:
        self.logs.append(params.model_dump(mode="json"))

    async def message(self, item: Any) -> None:
        if isinstance(item, ToolListChangedNotification):
            self.changes.append("notifications/tools/list_changed")
        if isinstance(item, ResourceUpdatedNotification):
            self.updates.append(str(item.params.uri))


async def until(true: Any) -> None:
    async with asyncio.timeout(LIMIT):
        while not await true():
            await asyncio.sleep(0.02)


async def hear(heard: list[Any], count: int = 1) -> list[Any]:
    async def enough() -> bool:
        return len(heard) >= count

    await until(enough)
    taken = heard[:]
    heard.clear()
    return taken


def plain(answer: Any) -> Any:
    return answer.model_dump(mode="json", by_alias=True, exclude_none=True)


async def call(client: Client, wanted: dict[str, Any], **more: Any) -> Any:
    return plain(await client.call_tool(wanted["name"], wanted["args"], **more))


class Steps:
    """A method for each feature of the matrix; it gives what the client saw."""

    def __init__(self, client: Client, heard: Heard) -> None:
        self.client = client
        self.heard = heard
        self.modern = client.protocol_version >= "2026-07-28"

    async def handshake(self, wanted: Any) -> Any:
        return [self.client.protocol_version, plain(self.client.server_info)]

    async def tools(self, wanted: Any) -> Any:
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, wanted: Any) -> Any:
        return await call(self.client, wanted)

    elicitation = sampling = roots = call

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
        return await hear(self.heard.logs)

    async def resources(self, wanted: Any) -> Any:
        listed = [plain(await self.client.list_resources()), plain(await self.client.list_resource_templates())]
        return [*listed, plain(await self.client.read_resource(wanted["uri"]))]

    async def prompts(self, wanted: Any) -> Any:
        return [plain(await self.client.list_prompts()), plain(await self.client.get_prompt(wanted["name"], wanted["args"]))]

    async def completion(self, wanted: Any) -> Any:
        return plain(await self.client.complete(PromptReference(type="ref/prompt", name=wanted["ref"]["name"]), wanted["argument"]))

    async def cancel(self, wanted: Any) -> Any:
        def tells(text: str) -> Any:
            async def told() -> bool:
                return text in (await call(self.client, wanted["then"]))["content"][0]["text"]

            return told

        running = asyncio.ensure_future(call(self.client, wanted))
        await (until(tells(wanted["running"])) if "running" in wanted else asyncio.sleep(UNSEEN))
        running.cancel()
        ended = "error" if isinstance((await asyncio.gather(running, return_exceptions=True))[0], BaseException) else "answer"
        if "gone" in wanted:
            await until(tells(wanted["gone"]))
        return {"ended": ended, "then": await call(self.client, wanted["then"])}

    async def changed(self, wanted: Any) -> Any:
        if not self.modern:
            self.heard.changes.clear()
            await call(self.client, wanted)
            return await hear(self.heard.changes)
        async with self.client.listen(tools_list_changed=True) as events:
            await call(self.client, wanted)
            async with asyncio.timeout(LIMIT):
                async for event in events:
                    return ["tools/list_changed" if "Tools" in type(event).__name__ else repr(event)]

    async def subscribe(self, wanted: Any) -> Any:
        first, second = wanted["uris"]
        both, one, end = (wanted["triggers"][name] for name in ("both", "one", "end"))
        if self.modern:
            seen = {"both": await self.listened([first, second], both), "one": await self.listened([second], one)}
        else:
            for uri in (first, second):
                await self.client.subscribe_resource(uri)
            seen = {"both": await self.updated(both, 2)}
            await self.client.unsubscribe_resource(first)
            seen["one"] = await self.updated(one, 1)
            await self.client.unsubscribe_resource(second)
        await self.updated(end, 0)
        return seen

    async def updated(self, names: list[str], count: int) -> list[Any]:
        for name in names:
            await self.client.call_tool(name, {})
        return await hear(self.heard.updates, count)

    async def listened(self, uris: list[str], names: list[str]) -> list[Any]:
        async with self.client.listen(resource_subscriptions=uris) as events, asyncio.timeout(LIMIT):
            for name in names:
                await self.client.call_tool(name, {})
            return [(await anext(events)).uri for _ in uris]


async def run(url: str, authorization: str | None, mode: str, plan: dict[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    heard = Heard()

    async def list_roots(context: Any) -> ListRootsResult:
        return ListRootsResult.model_validate({"roots": plan["roots"]["roots"]})

    callbacks = {"sampling_callback": sample, "elicitation_callback": elicit, "logging_callback": heard.log, "message_handler": heard.message}
    if "roots" in plan:
        callbacks["list_roots_callback"] = list_roots
    headers = {"Authorization": authorization} if authorization else {}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        level = "debug" if mode != "legacy" else None
        async with Client(streamable_http_client(url, http_client=http), mode=mode, log_level=level, **callbacks) as client:
            steps = Steps(client, heard)
            for feature, wanted in plan.items():
                try:
                    seen[feature] = {"value": await getattr(steps, feature)(wanted)}
                except Exception as error:  # whatever it is, it is what the client saw
                    seen[feature] = {"error": f"{type(error).__name__}: {error}"}
    return seen


async def answer(order: dict[str, Any]) -> None:
    number = order.pop("id")
    try:
        outcome = {"seen": await run(**order)}
    except BaseException as error:  # the client did not start, or did not end
        outcome = {"error": repr(error)}
    print(json.dumps({"id": number, **outcome}, separators=(",", ":")), flush=True)


async def main() -> None:
    lines = asyncio.StreamReader(limit=2**20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    running = set()
    while line := await lines.readline():
        task = asyncio.create_task(answer(json.loads(line)))
        running.add(task)
        task.add_done_callback(running.discard)


asyncio.run(main())
