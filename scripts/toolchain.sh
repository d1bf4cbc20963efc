# Node and npm of our own, in build/tools: Debian's are too old to build the client, and good enough to fetch these.

node_version=24.21.0
npm_version=11.21.2
tools=$PWD/build/tools

# install_node: one step. From then on `node` and `npm` are ours.
install_node() {
  step "bringing Node $node_version"
  local bin=$tools/node_modules/.bin
  if [[ $("$bin/node" --version 2>/dev/null) != "v$node_version" ||
    $(PATH=$bin:$PATH "$bin/npm" --version 2>/dev/null) != "$npm_version" ]]; then
    mkdir -p "$tools"
    quietly node npm install --prefix "$tools" --no-save --no-audit --no-fund \
      "node@$node_version" "npm@$npm_version"
  fi
  PATH=$bin:$PATH
  hash -r
  [[ $(node --version) == "v$node_version" ]] || {
    echo "Node $node_version was installed but does not run" >&2
    return 1
  }
  step_done
}

# fingerprint FILE…: changes when a file or anything in a folder changes, appears or goes.
fingerprint() {
  find "$@" -type f -printf '%p %s %T@\n' | sort | sha256sum
}

# when_changed NAME COMMAND… -- FILE…: runs the command unless it succeeded before with the same files.
when_changed() {
  local name=$1 stamp=build/stamp/$1 command=() print
  shift
  while [[ $1 != -- ]]; do
    command+=("$1")
    shift
  done
  shift
  print=$(fingerprint "$@")
  if [[ $(cat "$stamp" 2>/dev/null) != "$print" ]]; then
    quietly "$name" "${command[@]}" || return
    mkdir -p build/stamp
    printf '%s\n' "$print" >"$stamp"
  fi
}

# install_modules FOLDER: what its package-lock.json names.
install_modules() {
  [[ -d $1/node_modules ]] || rm -f "build/stamp/modules-${1//\//-}"
  when_changed "modules-${1//\//-}" npm ci --prefix "$1" -- "$1/package.json" "$1/package-lock.json"
}
