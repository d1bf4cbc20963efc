# Debian packages: what each purpose needs, and how what is missing gets installed. `package:command` is needed
# only when the command does not exist either.

build_packages=(
  g++ cmake ninja-build ccache pkg-config
  libcaf-dev libboost1.81-dev libboost-json1.81-dev libssl-dev libsqlite3-dev libsodium-dev
  libgmime-3.0-dev libgumbo-dev libuchardet-dev libre2-dev libcli11-dev libtomlplusplus-dev
  libspdlog-dev libfmt-dev libicu-dev
)
web_packages=(nodejs:node npm:npm)
mail_packages=(dovecot-imapd openssl:openssl)
test_packages=(doctest-dev clang-format:clang-format chromium:chromium)

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

# Services of new packages must neither start now nor at the next boot.
apt_install() {
  local guard=/usr/sbin/policy-rc.d guarded=no status=0
  if [[ ! -e $guard ]]; then
    guarded=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
    as_root chmod 755 "$guard"
    # An interrupted run must not leave the guard behind.
    # shellcheck disable=SC2064
    trap "as_root rm -f '$guard'" EXIT
    trap 'exit 130' INT TERM
  fi
  as_root apt-get update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || status=$?
  if [[ $guarded == yes ]]; then as_root rm -f "$guard"; fi
  if ((status == 0)) && [[ " $* " == *" dovecot-imapd "* ]] && command -v systemctl >/dev/null; then
    as_root systemctl disable dovecot.service dovecot.socket || true
  fi
  return "$status"
}
