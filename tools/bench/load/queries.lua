-- Every request comes from another caller, at random. A line is the caller's token and, after a tab, the body: without one it is a GET. In
-- GraphQL a failure may look like a success, so every answer is looked at.
local requests, threads = {}, {}
wrong = 0

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  math.randomseed(os.time())
  for line in io.lines(os.getenv("BENCH_CALLERS")) do
    local token, body = line:match("^(%S+)\t?(.*)$")
    local headers = { ["Authorization"] = "Bearer " .. token }
    if body == "" then
      requests[#requests + 1] = wrk.format("GET", nil, headers)
    else
      headers["Content-Type"] = "application/json"
      requests[#requests + 1] = wrk.format("POST", nil, headers, body)
    end
  end
end

function request()
  return requests[math.random(#requests)]
end

-- Errors stand before the data, or behind it as a list.
function response(status, headers, body)
  local graphql = body:sub(1, 8) == '{"data":' and body:sub(-2) == "}}"
  if not graphql and body:sub(1, 10) ~= '{"code":0,' then wrong = wrong + 1 end
end

function done(summary, latency, all)
  local sum = 0
  for _, thread in ipairs(threads) do sum = sum + thread:get("wrong") end
  io.write(string.format("Wrong answers: %d\n", sum))
end
