-- Takes from one bucket or budget, or gives back to it, by the clock of Redis. One key, which is forgotten by itself when it says no more than
-- none: of a bucket the microsecond at which it is full, of a budget the period and what was used in it.
-- ARGV: least, most (below 0 gives back), permits, period in microseconds, capacity, 1 for a budget
-- Answers: permits taken, milliseconds to wait where none, milliseconds for which they are of use
local least, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local permits, period, capacity = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local known = redis.call('GET', KEYS[1])

local function store(value, micros)
  redis.call('SET', KEYS[1], value, 'PX', math.ceil(micros / 1000) + 1)
end

if ARGV[6] == '1' then
  local current = math.floor(now / period)
  local rest = (current + 1) * period - now
  local used = 0
  if known then
    local of, before = string.match(known, '^(%d+) (%d+)$')
    if tonumber(of) == current then used = tonumber(before) end
  end
  local taken = math.min(most, math.max(0, capacity - used))
  if taken >= 0 and taken < least then return {0, math.ceil(rest / 1000), 0} end
  store(string.format('%.0f %.0f', current, math.max(0, used + taken)), rest)
  return {taken, 0, math.floor(rest / 1000)}
end

-- by the microsecond: of more than a million a second a million is let through
local each = math.max(1, period / permits)
-- whatever was written under other settings, or by a clock that ran ahead: a bucket is never emptier than empty
local full = math.min(math.max(known and tonumber(known) or now, now), now + capacity * each)
local taken = math.min(most, math.floor((now + capacity * each - full) / each + 0.000001))
if taken >= 0 and taken < least then
  return {0, math.max(1, math.ceil((full + least * each - now - capacity * each) / 1000)), 0}
end
full = full + taken * each
if full > now then store(string.format('%.3f', full), full - now) else redis.call('DEL', KEYS[1]) end
return {taken, 0, 86400000}
