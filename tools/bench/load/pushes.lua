-- Pushes to users at random. A line is the sender's token, a body and, after another tab, `keyed` where each request has a key of its own.
local lines, number = {}, 0
local run

function init(args)
  math.randomseed(os.time())
  run = string.format("%d-%d", os.time(), math.random(1e9))
  for line in io.lines(os.getenv("BENCH_CALLERS")) do
    local token, body, keyed = line:match("^([^\t]+)\t([^\t]+)\t?(.*)$")
    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
    lines[#lines + 1] = { body = body, headers = headers, plain = keyed == "" and wrk.format("POST", nil, headers, body) }
  end
end

function request()
  local line = lines[math.random(#lines)]
  if line.plain then return line.plain end
  number = number + 1
  line.headers["Idempotency-Key"] = run .. "-" .. number
  return wrk.format("POST", nil, line.headers, line.body)
end
