# Debian packages: what each purpose needs, and how what is missing gets installed. `package:command` is needed
# only when the command does not exist either.

build_packages=(
  g++ mold cmake ninja-build ccache pkg-config
  libcaf-dev libboost1.81-dev libboost-json1.81-dev libssl-dev libsqlite3-dev libpqxx-dev libsodium-dev
  libgmime-3.0-dev libuchardet-dev libre2-dev libcli11-dev libtomlplusplus-dev
  libspdlog-dev libfmt-dev libicu-dev zlib1g-dev libjemalloc-dev libc-ares-dev libprotobuf-dev protobuf-compiler
)
web_packages=(nodejs:node npm:npm)
mail_packages=(dovecot-imapd openssl:openssl)
cluster_packages=(haproxy:haproxy postgresql)
chaos_packages=(iproute2:ip iptables:iptables)
# The sanitizers are clang's: it compiles what they instrument in half of the time that g++ takes.
test_packages=(clang-19:clang++-19 libclang-rt-19-dev llvm-19 doctest-dev clang-format:clang-format chromium:chromium postgresql strace:strace eatmydata)

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# install_packages PACKAGE…: one step.
install_packages() {
  step "looking for Debian packages"
  local entry missing=()
  for entry in "$@"; do
    is_installed "${entry%%:*}" && continue
    [[ $entry == *:* ]] && command -v "${entry##*:}" >/dev/null && continue
    missing+=("${entry%%:*}")
  done
  if ((${#missing[@]} > 0)); then
    printf '      installing %s\n' "${missing[*]}"
    if ((EUID != 0)); then sudo -v; fi
    quietly apt-get apt_install "${missing[@]}"
  fi
  step_done
}

guards=() # files that exist only while packages are installed

# set_guard FILE MODE LINE…: makes the file unless there is one.
set_guard() {
  local file=$1 mode=$2
  shift 2
  [[ ! -e $file ]] || return 0
  guards+=("$file")
  as_root mkdir -p "${file%/*}"
  printf '%s\n' "$@" | as_root tee "$file" >/dev/null
  as_root chmod "$mode" "$file"
}

remove_guards() {
  ((${#guards[@]} == 0)) || as_root rm -f "${guards[@]}"
  guards=()
}

# Services of new packages must neither start now nor at the next boot, and PostgreSQL must not make a cluster.
apt_install() {
  local status=0
  # An interrupted run must not leave the guards behind.
  trap remove_guards EXIT
  trap 'exit 130' INT TERM
  set_guard /usr/sbin/policy-rc.d 755 '#!/bin/sh' 'exit 101'
  set_guard /etc/postgresql-common/createcluster.d/vestnik.conf 644 'create_main_cluster = false'
  as_root apt-get update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || status=$?
  remove_guards
  if ((status == 0)) && [[ " $* " == *" dovecot-imapd "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl disable dovecot.service dovecot.socket || true
  fi
  if ((status == 0)) && [[ " $* " == *" haproxy "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl disable haproxy.service || true
  fi
  return "$status"
}
