-- What an app sends at each start: its phone's token, which the server knows already. Phone i belongs to caller i modulo the callers.
local PHONES_PER_CALLER, PREPARED = 20, 50000
local requests = {}

function init(args)
  math.randomseed(os.time())
  local callers = {}
  for token in io.lines(os.getenv("BENCH_CALLERS")) do callers[#callers + 1] = "Bearer " .. token end
  for n = 1, PREPARED do
    local phone = math.random(0, #callers * PHONES_PER_CALLER - 1)
    local headers = { ["Authorization"] = callers[phone % #callers + 1], ["Content-Type"] = "application/json" }
    requests[n] = wrk.format("POST", nil, headers, string.format('{"platform":"ios","token":"%064x","device_id":"phone_%d"}', phone, phone))
  end
end

function request()
  return requests[math.random(#requests)]
end
