# Building the client and the server.

# build_web: one step; web/dist is the result.
build_web() {
  step "building the web client (first time about 30 s)"
  install_modules web
  [[ -f web/dist/index.html ]] || rm -f build/stamp/web
  when_changed web npm run build --prefix web -- \
    web/src web/public web/scripts web/index.html web/package.json web/package-lock.json web/.npmrc web/vite.config.ts \
    web/tsconfig.json scripts/toolchain.sh
  step_done
}

# build_server PRESET: two steps; build/PRESET/vestnikd and vestnikctl are the result.
build_server() { build_preset "$1" "building the server (first time about 6 min)" vestnikd vestnikctl; }

# build_preset PRESET TEXT [TARGET…]: two steps, with ninja's own progress.
build_preset() {
  local preset=$1 text=$2
  shift 2
  step "configuring build/$preset"
  quietly "cmake-$preset" cmake --preset "$preset" || return
  step_done
  step "$text"
  NINJA_STATUS='      [%f/%t, %es] ' cmake --build --preset "$preset" ${1:+--target "$@"} || return
  step_done
}

# cpp_sources: the names of all C++ files of the project, ended by NUL.
cpp_sources() { git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp'; }
