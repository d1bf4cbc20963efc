# ./dev test: everything that must pass, the cheap first. A failure does not stop what does not depend on it.

passed=0
failed=0
broken=() # names of failed checks
summary=()

# check NAME TEXT COMMAND…: one step. What the command says about single tests is counted; a command that says
# nothing counts as one. It fails as well when its log tells of a failure, or of a run without tests. NAME is also
# that of its log.
check() {
  local name=$1 text=$2 status=0 good bad
  shift 2
  step "$text"
  quietly "$name" "$@" || status=$?
  read -r good bad < <(count_tests "$log_dir/$name.log" "$status")
  passed=$((passed + good))
  failed=$((failed + bad))
  if ((status == 0 && bad > 0)); then
    printf '      failed: %s has failed tests, or a run of none\n' "$log_dir/$name.log" >&2
    status=1
  fi
  local word=ok
  if ((status == 0)); then
    step_done
  else
    word=FAILED
    broken+=("$name")
  fi
  summary+=("$(printf '%-8s %12s  %6d passed %4d failed  %s' \
    "$word" "$(duration $((SECONDS - step_started)))" "$good" "$bad" "$text")")
}

# has_passed NAME: whether the check has not failed.
has_passed() { [[ " ${broken[*]:-} " != *" $1 "* ]]; }

# check_after NAMES NAME TEXT COMMAND…: as check, but fails at once when one of the named checks (in one word,
# separated by commas) has failed.
check_after() {
  local name
  for name in ${1//,/ }; do
    if ! has_passed "$name"; then
      check "$2" "$3" eval "echo 'not run: $name has failed'; false"
      return
    fi
  done
  shift
  check "$@"
}

# count_tests LOG STATUS: prints how many tests passed and failed, by the summaries of doctest, CAF, node and vitest.
# A run that executed no test counts as one that failed.
count_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v status="$2" '
    function ran(passes, fails) { good += passes; bad += fails; if (passes + fails == 0) ++bad }
    /\[doctest\] test cases:/ { split($0, part, "|"); ran(part[2], part[3]) }
    /^([0-9]+: )?[# ℹ]*pass [0-9]+$/ { node_passes[NF > 2 ? $1 : ""] = $NF }
    /^([0-9]+: )?[# ℹ]*fail [0-9]+$/ { ran(node_passes[NF > 2 ? $1 : ""], $NF) }
    /^([0-9]+:)? +tests: +[0-9]+$/ { ran($NF, 0) }
    /^([0-9]+:)? +failed tests:$/ { listing = 1; next }
    listing && /^([0-9]+:)? +- / { ++bad; --good; next }
    { listing = 0 }
    /^ *Tests  / {
      passes = fails = 0
      for (i = 2; i <= NF; ++i) { if ($i ~ /^passed/) passes = $(i - 1); if ($i ~ /^failed/) fails = $(i - 1) }
      ran(passes, fails)
    }
    /Test +#[0-9]+: .*(Passed|Failed|Timeout|\*\*\*)/ { ++programs; if ($0 !~ / Passed /) ++lost }
    END {
      if (good + bad == 0) { good = programs - lost; bad = lost }
      if (good + bad == 0 && status == 0) good = 1
      if (bad == 0 && status != 0) bad = 1
      print good + 0, bad + 0
    }'
}

check_format() { cpp_sources | xargs -0 clang-format --dry-run -Werror; }

check_lint() { node tests/lint/lint.mjs && node tests/lint/commits.mjs && node --test --test-reporter=spec tests/lint/*.test.mjs; }

# build_tree PRESET [TARGET…]: of the sanitizers' presets.
build_tree() {
  local preset=$1 fresh=()
  shift
  # Told of another compiler, CMake forgets the other settings of a folder that it knows.
  grep -qs '^CMAKE_CXX_COMPILER:.*clang' "build/$preset/CMakeCache.txt" || fresh=(--fresh)
  cmake --preset "$preset" "${fresh[@]}" && cmake --build --preset "$preset" ${1:+--target "$@"}
}

run_ctest() { ctest --test-dir "build/$1" --no-tests=error --output-on-failure --verbose --parallel 2; }

# Newer kernels lay memory out in a way that g++ 12's ThreadSanitizer does not know.
run_tsan() {
  local fixed=() net status=0
  if setarch -R true 2>/dev/null; then fixed=(setarch -R); fi
  export TSAN_OPTIONS=halt_on_error=1
  "${fixed[@]}" build/tsan/tests/test_net --no-intro &
  net=$!
  node tests/support/with_postgres.mjs "${fixed[@]}" build/tsan/tests/test_storage --no-intro || status=$?
  wait "$net" || status=$?
  return "$status"
}

web_tests() { npm run lint --prefix web && npm test --prefix web; }

# web_server_tests SERVER
web_server_tests() { VESTNIKD=$PWD/$1 npm run test:server --prefix web; }

# build_gcc: what `./dev run` builds and people run.
build_gcc() { cmake --preset release && cmake --build --preset release --target vestnikd vestnikctl; }

# run_smoke SERVER: it serves, is killed, and says why it does not start.
run_smoke() { web_server_tests "$1" && VESTNIKD=$PWD/$1 node --test --test-reporter=spec tests/e2e/start.test.mjs; }

# run_e2e SERVER
run_e2e() {
  VESTNIKD=$PWD/$1 CRUD_PAGE=$PWD/$(dirname "$1")/examples/example_crud_page \
    node --test --test-reporter=spec --test-concurrency=2 tests/e2e/*.test.mjs
}

# run_dcrf PRESET: the public client of the Django Channels REST framework at our mounts.
run_dcrf() {
  BRIDGE=$PWD/build/$1/tests/dcrf/dcrf_bridge node --test --test-reporter=spec tests/dcrf/*.test.mjs
}

# run_history PRESET [ROUNDS]: many clients at a server that is killed in every round.
run_history() {
  VESTNIKD=$PWD/build/$1/vestnikd BROKEN_SERVERS=$PWD/build/$1/tests/history HISTORY_ROUNDS=${2:-6} \
    node --test --test-reporter=spec --test-concurrency=1 tests/history/*.test.mjs
}

# in_own_network COMMAND…: as root, where no rule of this machine drops what its bridges carry and no address is taken;
# whatever ends it, nothing of its networks stays.
in_own_network() {
  # shellcheck disable=SC2016
  as_root env PATH="$PATH" unshare --net --mount bash -c \
    'mkdir -p /run/netns && mount -t tmpfs netns /run/netns && ip link set lo up && exec "$@"' bash "$@"
}

# play_chaos FOLDER ARGS…: clusters in a network of their own, whose nodes, lines and database fail; with --gate and
# --all also some that are broken.
play_chaos() {
  local folder=$1
  shift
  in_own_network node tests/chaos/run.mjs "$folder/vestnikd" "$folder/vestnikctl" --others "$folder/tests/history" "$@"
}

# run_chaos PRESET
run_chaos() { node --test --test-reporter=spec tests/chaos/*.test.mjs && play_chaos "build/$1" --gate; }

# run_conformance PRESET: the rules of RFC 6455, one after the other.
run_conformance() {
  VESTNIKD=$PWD/build/$1/vestnikd node --test --test-reporter=spec tests/conformance/*.test.mjs
}

# run_simulation PRESET [SEEDS]: a node on virtual time. One that is killed leaves what it had: no leak.
run_simulation() {
  SIMULATION=$PWD/build/$1/tests/simulation/simulation SIMULATION_SEEDS=${2:-2000} ASAN_OPTIONS=detect_leaks=0 \
    node --test --test-reporter=spec tests/simulation/*.test.mjs
}

# fuzz_targets ARGS…: the parsers on bytes that nobody has written.
fuzz_targets() { node tests/fuzz/run.mjs build/fuzz/tests/fuzz "$@"; }

# run_fuzz: each for a few seconds, always from the same seed.
run_fuzz() {
  FUZZ=$PWD/build/fuzz/tests/fuzz node --test --test-reporter=spec tests/fuzz/*.test.mjs && fuzz_targets --seconds 30 --seed 1
}

# configure_release_tests: an optimised tree with tests.
configure_release_tests() { cmake --preset release -B build/release-tests -DVESTNIK_TESTS=ON; }

build_chaos() {
  configure_release_tests && cmake --build build/release-tests --target vestnikd vestnikctl tests/history/all
}

build_simulation() { configure_release_tests && cmake --build build/release-tests --target simulation; }

build_release() {
  configure_release_tests && cmake --build build/release-tests
}

dev_test() {
  local all=no
  [[ ${1:-} == --all ]] && all=yes
  plan 24
  if [[ $all == yes ]]; then plan 28; fi
  install_packages "${build_packages[@]}" "${web_packages[@]}" "${mail_packages[@]}" \
    "${cluster_packages[@]}" "${chaos_packages[@]}" "${test_packages[@]}"
  install_node

  check format "checking the format of the C++ sources" check_format
  check lint "checking layers, sizes and names" check_lint
  check web-modules "bringing the client's modules" install_modules web
  check_after web-modules web-tests "checking and testing the web client" web_tests
  check_after web-modules web-build "building the web client" npm run build --prefix web
  check build "building with ASan and UBSan, and every header alone (first time about 10 min)" \
    build_tree asan all check_headers
  if has_passed build; then
    if ((EUID != 0)); then
      printf '      Only root may make networks: node of build/tools, and what it starts, will run as root.\n'
      sudo -v
    fi
    # In the background nobody answers a question.
    sudo_options=-n start_early chaos run_chaos asan
    start_early conformance run_conformance asan
  fi
  check_after build ctest "testing under ASan and UBSan" run_ctest asan
  check_after build simulation "running a node on virtual time by 2,000 seeds" run_simulation asan
  check_after build web-server "testing the client library with the server" web_server_tests build/asan/vestnikd
  check_after build conformance "holding WebSockets to RFC 6455, meanwhile" finish_early conformance
  check_after build history "killing the server under load, and checking what clients saw" run_history asan
  check dcrf-modules "bringing a client of the Django Channels REST framework" install_modules tests/dcrf
  check_after build,dcrf-modules dcrf "testing mounts with that client" run_dcrf asan
  check tsan-build "building net and storage with TSan" build_tree tsan test_net test_storage
  check_after tsan-build tsan "testing net and storage under TSan" run_tsan
  check fuzz-build "building the parsers for the fuzzer" build_tree fuzz
  check_after fuzz-build fuzz "feeding the parsers what nobody has written" run_fuzz
  check gcc-build "building the release that people run, with g++" build_gcc
  check_after gcc-build,web-build gcc-smoke "serving with that release" run_smoke build/release/vestnikd
  check_after build chaos "breaking clusters on purpose, meanwhile, and checking what clients saw" finish_early chaos
  check e2e-modules "bringing the browser driver" install_modules tests/e2e
  check_after build,web-build,e2e-modules e2e "testing in the browser, with a mail server" run_e2e build/asan/vestnikd
  if [[ $all == yes ]]; then
    check release-build "building the release with its tests" build_release
    check_after release-build release "testing the release" run_ctest release-tests
    check_after release-build release-simulation "running a node on virtual time by 20,000 seeds" run_simulation release-tests 20000
    check_after release-build release-history "killing the release 50 times under load" run_history release-tests 50
  fi
  test_report
}

test_report() {
  printf '\nTests in %s:\n' "$(duration "$SECONDS")"
  printf '  %s\n' "${summary[@]}"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((${#broken[@]} == 0))
}
