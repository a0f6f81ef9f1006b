-- For wrk: its results as one line of JSON. The duration is in microseconds. Its latencies are left out:
-- it sends a request only when the one before has ended, see open-load.ts.
done = function(summary)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"duration":%d,"errors":%d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
