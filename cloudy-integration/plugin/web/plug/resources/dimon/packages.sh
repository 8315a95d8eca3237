#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs apt-get install or purge, without questions and for as long as it takes: ended in the middle, it would leave the system half done.
# An installation removes nothing else.
export DEBIAN_FRONTEND=noninteractive
packages() {
  apt-get -y -o DPkg::Lock::Timeout=3600 -o DPkg::Options::=--force-confdef -o DPkg::Options::=--force-confold "$@"
}
keep=
[ "$1" != install ] || keep=--no-remove
packages $keep "$@" && exit

# What was ended in the middle before, by a loss of power, is brought to its end: what was unpacked, then what was not.
dpkg --force-confdef --force-confold --configure -a
# The lists may be old, and name what the archive no longer has.
[ -z "$keep" ] || apt-get update
packages --no-remove --fix-broken install
packages $keep "$@"
