#!/usr/bin/env bash
# Installs Debian packages whose services neither start now nor at the next boot: install_as_root.sh PACKAGE…
# One process of root does all of it, so that whatever ends it, a lost terminal or a password that nobody gives, it undoes
# what it did to the machine itself. GUARD_ROOT is put before the paths that it changes (tests).
set -euo pipefail

marker='# Made by ./dev of Vestnik while it installs packages; its next run removes it.'
guards=()
# Units that come with our packages, and that a machine may have in use already.
units=(dovecot.service dovecot.socket haproxy.service nginx.service)

# set_guard FILE MODE LINE…: makes the file unless there is one; one that an earlier run has left is ours.
set_guard() {
  local file=${GUARD_ROOT:-}$1 mode=$2
  shift 2
  if [[ -e $file ]] && ! grep -qsxF "$marker" "$file"; then return; fi
  guards+=("$file")
  mkdir -p "${file%/*}"
  printf '%s\n' "$@" >"$file"
  chmod "$mode" "$file"
}

remove_guards() {
  local file
  for file in "${guards[@]}"; do rm -f "$file"; done
}

# is_known UNIT: whether the machine had it before.
is_known() { systemctl cat "$1" >/dev/null 2>&1; }

trap remove_guards EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

new_units=()
if command -v systemctl >/dev/null; then
  for unit in "${units[@]}"; do is_known "$unit" || new_units+=("$unit"); done
fi
set_guard /usr/sbin/policy-rc.d 755 '#!/bin/sh' "$marker" 'exit 101'
set_guard /etc/postgresql-common/createcluster.d/vestnik.conf 644 "$marker" 'create_main_cluster = false'
apt-get update || echo 'some lists of packages could not be brought; those that are here may do' >&2
# In the foreground: a signal ends apt-get first, and nothing is undone while it may still start a service.
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
for unit in "${new_units[@]}"; do
  if is_known "$unit"; then systemctl disable "$unit" || true; fi
done
