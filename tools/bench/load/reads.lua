-- Every request comes from another caller, at random, each with a token of its own.
local requests = {}

function init(args)
  math.randomseed(os.time())
  for token in io.lines(os.getenv("BENCH_CALLERS")) do
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. token })
  end
end

function request()
  return requests[math.random(#requests)]
end
