-- Sends one prepared request over and over, each time with another id; says as JSON what came of it.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("base", threads * 100000000)
end

local prepared, at = {}, 0

function init(args)
  local file = assert(io.open(args[1]))
  local whole = file:read("*a")
  file:close()
  for i = 1, 2048 do
    prepared[i] = whole:gsub("@ID@", tostring(base + i), 1)
  end
end

function request()
  at = at % #prepared + 1
  return prepared[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests":%d,"seconds":%.6f,"bytes":%d,"p50":%d,"p99":%d,"errors":%d}',
    summary.requests, summary.duration / 1e6, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
