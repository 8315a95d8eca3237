# Several appliances that watch the demo network together: for bin/dimon, which has what is not here.
#
# Each has its own folder 1, 2 … in the data directory: what it keeps, and the process, the port and the output of its
# last start. They meet in the folder "shared". Who started them reads from the pipe "control" whom to start again.

# What the demo network costs a monitor is far below it.
MOST_MEGABYTES=128
START_SECONDS=90
SHARE_SECONDS=180
STOP_SECONDS=30
# For how long it is told what the monitors make of an event.
OBSERVED_SECONDS=180

check_monitors() {
  [[ $1 =~ ^[2-9]$ ]] || fail "--monitors takes a number from 2 to 9, not \"$1\"" 2
  [[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 >= 1 && 10#$2 + $1 - 1 <= 65535)) ||
    fail "--port: $1 ports from \"$2\" on are not within 1 and 65535" 2
}

# Prints the first value of a member of a JSON document: a word or a number.
member() {
  tr '{,}' '\n' | sed -nE "s/^\"$1\":\"?([^\"]*)\"?$/\1/p" | sed -n 1p
}

json_text() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# The first one founds the network and imports the devices; the others join it, and hear of them.
configure_monitor() {
  local n=$1 directory=$data/$1 secret
  mkdir -p "$directory/tmp" "$directory/secrets"
  chmod 700 "$directory" "$directory/secrets"
  for secret in demo-snmp-auth demo-snmp-priv; do
    [ ! -e "$data/secrets/$secret" ] || install -m 600 "$data/secrets/$secret" "$directory/secrets/$secret"
  done
  cat >"$directory/monitor.json" <<EOT
{
  ":configurator:resource-version": 1,
  ":configurator:symbolic-name": "net.guifi.dimon.demo.monitor",
  ":configurator:version": "1.0.0",
  "net.guifi.dimon.store-directory~demo": {
    "folder": $(json_text "$data/shared")
  },
  "net.guifi.dimon.assign": {
    "monitorName": "demo $n",
    "endpoints": ["http://127.0.0.1:\$[prop:org.osgi.service.http.port]"]
  }$([ "$n" = 1 ] || printf ',
  "net.guifi.dimon.store-embedded": {
    "network": "%s"
  }' "$network")
}
EOT
}

start_monitor() {
  local n=$1 directory=$data/$1 source=()
  configure_monitor "$n"
  [ "$n" != 1 ] || source=(--demo "$data/demo/demo.cnml")
  echo "${ports[n]}" >"$directory/port"
  (
    exec 8>&- 9>>"$directory/run.lock"
    flock -n 9 || fail "another DIMON runs on $directory: stop it first"
    # One archive of classes is enough.
    [ "$n" = 1 ] || [ -r "$archive" ] || sharing=()
    appliance "$directory" "$megabytes" --port "${ports[n]}" ${source[@]+"${source[@]}"} \
      --configuration "$data/demo/configuration.json" --configuration "$directory/monitor.json"
  ) >"$directory/out" 2>&1 </dev/null &
  pids[n]=$!
  echo "$!" >"$directory/pid"
  children+=("$!")
}

runs() {
  [ -n "${pids[$1]:-}" ] && kill -0 "${pids[$1]}" 2>/dev/null
}

is_ready() {
  grep -q 'DIMON is running' "$data/$1/out"
}

# Waits for something of each of some monitors: "await SECONDS TEST N…"; awaited is the one that it did not come of.
await() {
  local limit=$((SECONDS + $1)) test=$2 progress=$((SECONDS + 10))
  shift 2
  for awaited in "$@"; do
    until "$test" "$awaited"; do
      [ -z "$told_to_stop" ] || exit 0
      runs "$awaited" || fail "monitor $awaited ended: $(cat "$data/$awaited/out")"
      [ $SECONDS -lt $limit ] || return 1
      if [ $SECONDS -ge $progress ]; then
        echo "… $SECONDS s"
        progress=$((SECONDS + 10))
      fi
      sleep 0.2
    done
  done
}

await_ready() {
  await $START_SECONDS is_ready "$@" ||
    fail "monitor $awaited does not answer after $START_SECONDS s: $data/$awaited/log/dimon.0.log tells more"
}

# Whether a monitor sees all of them, and that each device has its monitors.
shares() {
  local answer
  answer=$(http_get "${ports[$1]}" /api/v1/assignments)
  [ "$(member below <<<"$answer")" = 0 ] && [ "$(grep -o '"alive":true' <<<"$answer" | wc -l)" -ge ${#ports[@]} ]
}

ask() {
  "$java" -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar "$home/lib/net.guifi.dimon.client.jar" --data "$data/$1" "${@:2}"
}

tell() {
  printf '%(%H:%M:%S)T  %s\n' -1 "$1"
}

introduce() {
  local n
  printf '\nDIMON is running: %s monitors watch the demo network together, ready after %s s\n\n' ${#ports[@]} $SECONDS
  for n in "${!ports[@]}"; do
    printf '  %s   http://localhost:%s/system/console/dimon#assignments\n      user admin, password %s\n' "$n" "${ports[n]}" \
      "$(sed 's/^{.*/as you set it/' "$data/$n/secrets/console-password")"
  done
  cat <<EOT

Each device is watched by two of them. In another terminal, end one as a power cut would: within 30 s
the others watch its devices. That is told here, on the pages, and by $me status.

  $me demo kill 2
  $me demo start 2
  $me demo stop 2     a clean end: it says that it goes
  $me status          the first; another one with --data $(printf %q "$data/2")

EOT
}

# Runs until it is told to stop.
run_monitors() {
  local count=$1 port=$2 megabytes network= known= n word number event= told= since=0 ids=() ports=() pids=()
  megabytes=$(heap)
  megabytes=$((megabytes < MOST_MEGABYTES ? megabytes : MOST_MEGABYTES))
  find_archive
  mkdir -p "$data/shared"
  rm -f "$data/control"
  mkfifo -m 600 "$data/control"
  exec 8<>"$data/control"
  trap 'rm -f "$data"/control "$data"/[1-9]/pid; stop_children; wait' EXIT
  for ((n = 1; n <= count; n++)); do
    ports[n]=$((port + n - 1))
  done
  echo "$count" >"$data/monitors"

  [ ! -e "$data/1/store" ] || known=yes
  echo "Starting $count monitors …"
  start_monitor 1
  await_ready 1
  network=$(http_get "$port" /api/v1/network | member id)
  [ -n "$network" ] || fail "monitor 1 does not tell its network: $data/1/log/dimon.0.log tells more"
  for ((n = 2; n <= count; n++)); do
    start_monitor "$n"
  done
  await_ready "${!ports[@]}"
  for n in "${!ports[@]}"; do
    ids[n]=$(http_get "${ports[n]}" /api/v1/store | member monitor)
    [ -n "${ids[n]}" ] || fail "monitor $n does not tell its id: $data/$n/log/dimon.0.log tells more"
  done
  # Who cannot be asked is missed sooner than in a network where each heartbeat is dear.
  [ -n "$known" ] || ask 1 network set heartbeat PT15S >/dev/null
  ask 1 admit "${ids[@]:2}"
  echo "They meet in $data/shared: the first time that takes some 30 s …"
  await $SHARE_SECONDS shares "${!ports[@]}" || echo "They do not share all devices yet: $me status tells more"
  introduce
  begin_event start "the devices are shared out: each monitor lets go what two others watch"
  attend
}

attend() {
  while [ -z "$told_to_stop" ]; do
    read -r -t 1 word number <&8 || word=
    [ -z "$told_to_stop" ] || return 0
    bury
    if [ "$word" = start ] && [[ $number =~ ^[1-9]$ ]] && [ -n "${ports[number]:-}" ] && ! runs "$number"; then
      start_monitor "$number"
      begin_event start "monitor $number starts"
    fi
    observe
  done
}

# Forgets the processes that have ended: their numbers may be given to others.
bury() {
  local n status
  for n in "${!pids[@]}"; do
    if ! runs "$n"; then
      status=0
      # The shell would say in words of its own that it was killed.
      wait "${pids[n]}" 2>/dev/null || status=$?
      unset "pids[n]"
      rm -f "$data/$n/pid"
      case $status in
        137) begin_event end "monitor $n was killed" ;;
        0 | 130 | 143) begin_event end "monitor $n has stopped" ;;
        *) begin_event end "monitor $n ended with $status: $(tail -n 3 "$data/$n/out")" ;;
      esac
    fi
  done
  children=("${children[0]}" ${pids[@]+"${pids[@]}"})
}

begin_event() {
  event=$1 told= since=$SECONDS
  tell "$2"
}

# Tells what the others make of it when one has ended or started, until it is made good.
observe() {
  local n answer= below text= agreed=yes standing
  [ -n "$event" ] && [ ${#pids[@]} -gt 0 ] || return 0
  for n in "${!pids[@]}"; do
    answer=$(http_get "${ports[n]}" /api/v1/assignments)
    below=$(member below <<<"$answer")
    [ -z "$below" ] || break
  done
  [ -n "$below" ] || return 0
  for n in "${!ports[@]}"; do
    standing=$(tr '{' '\n' <<<"$answer" | grep -F "\"id\":\"${ids[n]}\"" | member standing || true)
    [ "$standing" = alive ] || text+="${text:+; }monitor $n: ${standing:-unknown}"
    if runs "$n"; then
      [ "$standing" = alive ] || agreed=
    else
      [ "$standing" != alive ] || agreed=
    fi
  done
  if [ "$below" != 0 ]; then
    text+="${text:+; }$below devices have fewer monitors than they should"
  elif [ -n "$agreed" ] && { [ $event = end ] || [ "$(member settled <<<"$answer")" = true ]; }; then
    text+="${text:+; }all devices have their monitors, $((SECONDS - since)) s after that"
    event=
  fi
  [ "$text" = "$told" ] || [ -z "$text" ] || tell "$text"
  told=$text
  [ $((SECONDS - since)) -lt $OBSERVED_SECONDS ] || event=
}

# The process of a monitor, if it runs: who has its number by now is not mistaken for it.
monitor_process() {
  local pid place
  read -r pid 2>/dev/null <"$directory/$1/pid" || return 1
  place=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | sed -n '/^net\.guifi\.dimon\.launcher\.Main$/,$ { /^--data$/ { n; p } }')
  [ -n "$place" ] && [ "$place" -ef "$directory/$1" ] && echo "$pid"
}

# Waits for the end of a monitor, or for its start.
until_ended() {
  local i
  for ((i = 0; i < STOP_SECONDS * 5; i++)); do
    monitor_process "$1" >/dev/null || return 0
    sleep 0.2
  done
  fail "monitor $1 has not ended after $STOP_SECONDS s: $directory/$1/log/dimon.0.log tells more"
}

until_started() {
  local i
  for ((i = 0; i < START_SECONDS * 5; i++)); do
    ! monitor_process "$1" >/dev/null || ! grep -q 'DIMON is running' "$directory/$1/out" || return 0
    sleep 0.2
  done
  fail "monitor $1 does not answer after $START_SECONDS s: $directory/$1/out tells more"
}

demo() {
  local what n count pid directory
  split_data "$@"
  set -- ${rest[@]+"${rest[@]}"}
  what=${1:-list}
  directory=${data:-$(dirname "$(readlink -f "$base/current")")}
  directory=$(cd "$directory" 2>/dev/null && pwd) && [ -p "$directory/control" ] && ! flock -n "$directory/run.lock" true ||
    fail "no monitors run ${data:+on $data }that were started together: $me run --monitors 3 does that" 3
  count=$(cat "$directory/monitors")
  case $what in
    list)
      [ $# -le 1 ] || fail "demo list takes nothing more" 2
      for ((n = 1; n <= count; n++)); do
        pid=$(monitor_process "$n") && pid="runs, process $pid" || pid=ended
        echo "$n  http://localhost:$(cat "$directory/$n/port")/system/console/dimon#assignments  $pid"
      done
      return
      ;;
    kill | stop | start) ;;
    *) fail "demo takes kill, stop or start and the number of a monitor, not \"$what\"" 2 ;;
  esac
  [ $# = 2 ] || fail "demo $what takes the number of one monitor, 1 to $count" 2
  n=$2
  [[ $n =~ ^[1-9]$ ]] && ((n <= count)) || fail "there is no monitor \"$n\": they are 1 to $count" 2
  pid=$(monitor_process "$n") || pid=
  case $what in
    start)
      [ -z "$pid" ] || fail "monitor $n runs already, as process $pid"
      echo "start $n" 1<>"$directory/control"
      until_started "$n"
      echo "Monitor $n runs again."
      ;;
    *)
      [ -n "$pid" ] || fail "monitor $n does not run: $me demo start $n starts it"
      kill -"$([ "$what" = kill ] && echo KILL || echo TERM)" "$pid"
      until_ended "$n"
      echo "Monitor $n $([ "$what" = kill ] && echo "was killed" || echo "has stopped"). Who watches its devices: $me status$(
        [ "$n" != 1 ] || echo " --data $(printf %q "$directory/2")"
      ); start it again: $me demo start $n"
      ;;
  esac
}
