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
test_packages=(clang-19:clang++-19 libclang-rt-19-dev llvm-19 doctest-dev clang-format:clang-format chromium:chromium postgresql nginx-light:nginx systemd:systemd-analyze strace:strace sqlite3:sqlite3 fonts-noto-color-emoji eatmydata)

as_root() {
  if ((EUID == 0)); then "$@"; else sudo ${sudo_options:-} "$@"; fi
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
    if ((EUID != 0)); then
      if ! command -v sudo >/dev/null; then
        printf 'There is no sudo. As root: apt-get install --no-install-recommends %s\n' "${missing[*]}" >&2
        return 1
      fi
      sudo -v
    fi
    quietly apt-get apt_install "${missing[@]}"
  fi
  step_done
}

# apt_install PACKAGE…: by one process of root, which undoes what it changes.
apt_install() { as_root bash scripts/install_as_root.sh "$@"; }
