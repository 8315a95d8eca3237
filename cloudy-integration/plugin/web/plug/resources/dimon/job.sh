#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs what DIRECTORY/arguments says, one word a line, and leaves there what came of it, for the page that asks again and again.
directory=$1
echo $$ >"$directory/pid"
set --
while IFS= read -r word; do set -- "$@" "$word"; done <"$directory/arguments"
"$@" >"$directory/output" 2>&1 </dev/null
echo $? >"$directory/exit.new"
mv "$directory/exit.new" "$directory/exit"
