-- For wrk: subject lines of the sample mails, one a request; counts the answers by status, and those of 429 and 503 that do not say when to come again.
local requests, threads, at = {}, {}, 0

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  counts, unnamed = "", 0
  statuses = {}
  local first = true
  for line in io.lines("samples/data/mail-subjects.csv") do
    local text = line:match("^[^,]*,[^,]*,(.+)$")
    if not first and text then
      text = text:gsub('^"(.*)"$', "%1"):gsub('["\\%c]', " ")
      requests[#requests + 1] = wrk.format("POST", "/v1/embeddings", { ["Content-Type"] = "application/json" }, '{"input": "' .. text .. '"}')
    end
    first = false
  end
  at = number * 1000
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function response(status, headers)
  statuses[status] = (statuses[status] or 0) + 1
  if (status == 429 or status == 503) and not headers["Retry-After"] then unnamed = unnamed + 1 end
  counts = ""
  for known, count in pairs(statuses) do counts = counts .. known .. "=" .. count .. " " end
end

function done(summary)
  local total, without = {}, 0
  for _, thread in ipairs(threads) do
    for status, count in thread:get("counts"):gmatch("(%d+)=(%d+)") do total[status] = (total[status] or 0) + tonumber(count) end
    without = without + thread:get("unnamed")
  end
  for status, count in pairs(total) do io.write(string.format("status %s: %d answers, %.0f a second\n", status, count, count / summary.duration * 1e6)) end
  io.write(string.format("refused without Retry-After: %d\n", without))
  local errors = summary.errors
  io.write(string.format("sockets: connect %d, read %d, write %d, timeout %d\n", errors.connect, errors.read, errors.write, errors.timeout))
end
