"""A server of the chaos test: `chaos.py ERA LOG`. What a call's text begins with says what it does; a fault waits in LOG.fault."""
import json
import os
import queue
import sys
import threading
import time

ERA, LOG = sys.argv[1], sys.argv[2]
LOCK = threading.Lock()
ASKS = {"elicitation": "elicitation/create", "sampling": "sampling/createMessage", "roots": "roots/list"}
ABOUT = {"capabilities": {"tools": {}, "logging": {}, "resources": {"subscribe": True}},
         "serverInfo": {"name": "chaos", "version": "1"}}
waiting, subscribed, listening, logs = {}, set(), {}, {"level": False}


def say(message):
    with LOCK:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def result(request, value):
    say({"id": request["id"], "result": {"resultType": "complete", **value}})


def content(request, text):
    result(request, {"content": [{"type": "text", "text": text}]})


def question(kind, text):
    meta = {"_meta": {"chaos/call": text}}
    schema = {"type": "object", "properties": {"who": {"type": "string"}}}
    more = {"elicitation": {"mode": "form", "message": text, "requestedSchema": schema},
            "sampling": {"maxTokens": 9, "messages": [{"role": "user", "content": {"type": "text", "text": text}}]},
            "roots": {}}
    return {"method": ASKS[kind], "params": {**more[kind], **meta}}


def answer(kind, told):
    if kind == "elicitation":
        return told.get("content", {}).get("who", "nobody")
    if kind == "sampling":
        return told.get("content", {}).get("text", "nobody")
    return (told.get("roots") or [{}])[0].get("name", "nobody")


def asking(request, kind, text):
    if ERA == "modern":
        given = request["params"].get("inputResponses", {}).get("q")
        if given is None:
            say({"id": request["id"], "result": {"resultType": "input_required", "requestState": "state of " + text,
                                                 "inputRequests": {"q": question(kind, text)}}})
        elif request["params"].get("requestState") != "state of " + text:
            content(request, "the state of another call: " + request["params"].get("requestState", ""))
        else:
            content(request, answer(kind, given))
        return
    own = "q-%d" % id(request)
    waiting[own] = queue.Queue()
    say({"id": own, **question(kind, text)})
    try:
        told = waiting[own].get(timeout=5)
    except queue.Empty:
        told = {}
    del waiting[own]
    content(request, "refused: " + text if "error" in told else answer(kind, told.get("result", {})))


def touch(uri):
    note = {"method": "notifications/resources/updated", "params": {"uri": uri}}
    if uri in subscribed:
        say(note)
    for one, uris in list(listening.items()):
        if uri in uris:
            meta = {"_meta": {"io.modelcontextprotocol/subscriptionId": json.loads(one)}}
            say({**note, "params": {"uri": uri, **meta}})


def fault():
    """What is to happen to this call: the first child that asks takes it."""
    try:
        with open(LOG + ".fault") as told:
            kind = told.read()
        os.remove(LOG + ".fault")
    except OSError:
        return
    if kind == "exit":
        os._exit(3)
    if kind == "garbage":
        sys.stdout.write('{"jsonrpc": garbage\n')
        sys.stdout.flush()
    if kind == "stall":
        time.sleep(2.5)


def call(request):
    fault()
    text = request["params"].get("arguments", {}).get("text", "")
    meta = request["params"].get("_meta", {})
    kind = text.split(" ")[0]
    if kind in ASKS:
        asking(request, kind, text)
        return
    if kind == "progress" and "progressToken" in meta:
        for step in (1, 2):
            say({"method": "notifications/progress",
                 "params": {"progressToken": meta["progressToken"], "progress": step, "message": text}})
    if kind == "log" and (logs["level"] or "io.modelcontextprotocol/logLevel" in meta):
        say({"method": "notifications/message", "params": {"level": "warning", "data": text}})
    if kind == "touch":
        touch(text.split(" ")[1])
    content(request, text)


def main():
    with open(LOG, "a") as log:
        log.write("start %d\n" % os.getpid())
    for line in sys.stdin:
        message = json.loads(line)
        method, params = message.get("method"), message.get("params", {})
        if method is None:
            if message.get("id") in waiting:
                waiting[message["id"]].put(message)
        elif method == "server/discover" and ERA == "modern":
            result(message, {"supportedVersions": ["2026-07-28"], **ABOUT})
        elif method == "initialize" and ERA == "legacy":
            result(message, {"protocolVersion": "2025-11-25", **ABOUT})
        elif method == "tools/list":
            result(message, {"tools": [{"name": "echo", "inputSchema": {"type": "object"}}]})
        elif method == "resources/list":
            result(message, {"resources": []})
        elif method == "resources/templates/list":
            name = os.path.basename(LOG)
            result(message, {"resourceTemplates": [{"name": "all", "uriTemplate": "res://" + name + "/{who}"}]})
        elif method == "tools/call":
            threading.Thread(target=call, args=(message,), daemon=True).start()
        elif method == "logging/setLevel" and ERA == "legacy":
            logs["level"] = True
            result(message, {})
        elif method in ("resources/subscribe", "resources/unsubscribe") and ERA == "legacy":
            (subscribed.add if method.endswith("/subscribe") else subscribed.discard)(params["uri"])
            result(message, {})
        elif method == "subscriptions/listen" and ERA == "modern":
            own = json.dumps(message["id"])
            listening[own] = params.get("notifications", {}).get("resourceSubscriptions", [])
            say({"method": "notifications/subscriptions/acknowledged",
                 "params": {"notifications": {"resourceSubscriptions": listening[own]},
                            "_meta": {"io.modelcontextprotocol/subscriptionId": message["id"]}}})
        elif method == "notifications/cancelled":
            listening.pop(json.dumps(params.get("requestId")), None)
        elif "id" in message:
            say({"id": message["id"], "error": {"code": -32601, "message": "no such method"}})


main()
