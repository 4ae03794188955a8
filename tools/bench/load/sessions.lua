-- What old apps send: every request comes from another caller, at random. A line is the caller's login token and, after a tab, a body to
-- post: without one it is a GET.
local requests = {}

function init(args)
  math.randomseed(os.time())
  for line in io.lines(os.getenv("BENCH_CALLERS")) do
    local token, body = line:match("^(%S+)\t?(.*)$")
    if body == "" then
      requests[#requests + 1] = wrk.format("GET", nil, { ["token"] = token })
    else
      requests[#requests + 1] = wrk.format("POST", nil, { ["token"] = token, ["Content-Type"] = "application/json" }, body)
    end
  end
end

function request()
  return requests[math.random(#requests)]
end
