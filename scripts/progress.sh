# How ./dev tells what it does: numbered steps, the time they take, their output when they fail.

log_dir=build/log
steps_planned=0
step_number=0
step_started=0

# plan N: that many steps follow.
plan() { steps_planned=$1; }

say() { printf '%s\n' "== $*"; }

# step TEXT: the next step begins.
step() {
  step_number=$((step_number + 1))
  step_started=$SECONDS
  printf '[%d/%d] %s\n' "$step_number" "$steps_planned" "$1"
}

step_done() { printf '      done in %s\n' "$(duration $((SECONDS - step_started)))"; }

# duration SECONDS: as 7 s or 3 min 05 s.
duration() {
  if (($1 < 60)); then
    printf '%d s' "$1"
  else
    printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
  fi
}

# start_early NAME COMMAND…: begins what mostly waits, while other steps go on; `finish_early` is its step.
start_early() {
  local name=$1
  shift
  mkdir -p "$log_dir"
  rm -f "$log_dir/$name.status"
  (
    status=0
    "$@" >"$log_dir/$name.early" 2>&1 || status=$?
    echo "$status" >"$log_dir/$name.status"
  ) &
  echo $! >"$log_dir/$name.pid"
}

# finish_early NAME: waits for it, and ends as it has ended, with its output.
finish_early() {
  local pid
  pid=$(<"$log_dir/$1.pid")
  while [[ ! -e $log_dir/$1.status ]] && kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
  cat "$log_dir/$1.early"
  # Who was killed has left no status.
  return "$(cat "$log_dir/$1.status" 2>/dev/null || echo 137)"
}

# quietly NAME COMMAND…: runs it with its output in build/log/NAME.log, a sign of life every ten seconds, and the
# end of the log when it fails.
quietly() {
  local log=$log_dir/$1.log status=0 started=$SECONDS
  shift
  mkdir -p "$log_dir"
  "$@" >"$log" 2>&1 &
  local work=$!
  while kill -0 "$work" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - started >= 10)); then
      started=$SECONDS
      printf '      … %s\n' "$(duration $((SECONDS - step_started)))"
    fi
  done
  wait "$work" || status=$?
  if ((status != 0)); then
    printf '      failed; the end of %s:\n' "$log" >&2
    tail -n 40 "$log" | sed 's/^/      | /' >&2
  fi
  return "$status"
}
