# The appliance as a service of the system, as the Debian package installs it: for bin/dimon, which has what is not here.

unit=dimon.service
# Those of the settings, in the order in which they are shown, and the values of those that are not there.
setting_names=(SNPGraphServerId http-port https-port cnml)
declare -A setting_defaults=([SNPGraphServerId]='' [http-port]=8080 [https-port]=8443 [cnml]='')
START_SECONDS=90

# What its unit hides from the service (ProtectHome, PrivateTmp).
HIDDEN='^/(home|root|run/user|tmp|var/tmp)(/|$)'

settings_file=${DIMON_SETTINGS:-/etc/dimon/dimon.conf}

new_settings() {
  cat <<'EOT'
# Settings of the network monitor DIMON: one name=value a line, nothing else. After a change: dimon restart
# (or change them by: dimon configure NAME=VALUE…).

# The id that guifi.net gave to this graph server (1 to 9999999), or nothing.
SNPGraphServerId=

# TCP ports of the API and, encrypted, of the console; 0 for https-port: no HTTPS.
http-port=8080
https-port=8443

# Which network is watched: address (http or https) or absolute path of its CNML or CSV. Nothing: what the other
# monitors of the network watch, and what is added by hand.
cnml=
EOT
}

is_port() {
  [[ $1 =~ ^[1-9][0-9]{3,4}$ ]] && (($1 >= 1024 && $1 <= 65535))
}

# Says what is wrong with a value, if anything is. Java is to accept each address that is accepted here.
objection() {
  local LC_ALL=C
  local name=$1 value=$2
  local url="^https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?([/?]([A-Za-z0-9._~:/?@!\$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?\$"
  case $name in
    SNPGraphServerId)
      [[ $value =~ ^([1-9][0-9]{0,6})?$ ]] || echo "SNPGraphServerId is a number from 1 to 9999999, or nothing, not \"$value\""
      ;;
    http-port) is_port "$value" || echo "http-port is a number from 1024 to 65535, not \"$value\"" ;;
    https-port) [ "$value" = 0 ] || is_port "$value" || echo "https-port is a number from 1024 to 65535, or 0 for no HTTPS, not \"$value\"" ;;
    cnml)
      if [ ${#value} -gt 2000 ]; then
        echo "cnml is too long"
      elif [[ $value =~ [[:cntrl:]] ]] || ! [[ -z $value || $value = /* || $value =~ $url ]]; then
        echo "cnml is an address that begins with http:// or https://, or an absolute path, or nothing, not \"$value\""
      fi
      ;;
    *) echo "there is no setting \"$name\": they are ${setting_names[*]}" ;;
  esac
}

# Sets name and value as a line of the file tells them; fails when it tells none.
split_setting() {
  [[ $1 =~ ^[[:blank:]]*([^=[:blank:]#][^=]*)=(.*)$ ]] || return 1
  name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
  name=${name%"${name##*[![:blank:]]}"}
  value=${value#"${value%%[![:blank:]]*}"}
  value=${value%"${value##*[![:blank:]]}"}
}

complain() {
  echo "$me: $settings_file: $1" >&2
}

# Sets settings as the file has them. What is wrong in it is named, and stands at its default.
read_settings() {
  local line name value wrong
  declare -gA settings=()
  for name in "${setting_names[@]}"; do
    settings[$name]=${setting_defaults[$name]}
  done
  [ -e "$settings_file" ] || return 0
  [ -r "$settings_file" ] || fail "$settings_file is not readable"
  while IFS= read -r line || [ -n "$line" ]; do
    if split_setting "$line"; then
      wrong=$(objection "$name" "$value")
      if [ -z "$wrong" ]; then
        settings[$name]=$value
      else
        complain "$wrong"
      fi
    elif [[ ! $line =~ ^[[:blank:]]*(#.*)?$ ]]; then
      complain "neither a setting (name=value) nor a comment: \"$line\""
    fi
  done < <(tr -d '\000\r' <"$settings_file")
  if [ "${settings[http-port]}" = "${settings[https-port]}" ]; then
    complain "http-port and https-port are the same: there is no HTTPS"
    settings[https-port]=0
  fi
}

# Prints the file with the values of wanted; nothing else of it changes.
with_wanted() {
  local line name value
  local -A written=()
  while IFS= read -r line || [ -n "$line" ]; do
    if split_setting "$line" && [ -n "${wanted[$name]+known}" ]; then
      [ -z "${written[$name]:-}" ] || continue
      written[$name]=yes
      [ "$value" = "${wanted[$name]}" ] || line=$name=${wanted[$name]}
    fi
    printf '%s\n' "$line"
  done
  for name in "${!wanted[@]}"; do
    [ -n "${written[$name]:-}" ] || printf '%s=%s\n' "$name" "${wanted[$name]}"
  done
}

# "configure NAME=VALUE…" writes all of them or none; --no-restart is for packages.
configure() {
  local argument name value wrong restart=yes made folder=${settings_file%/*}
  local -A wanted=()
  for argument in "$@"; do
    if [ "$argument" = --no-restart ]; then
      restart=
      continue
    fi
    [[ $argument != -* && $argument = *=* ]] || fail "configure takes NAME=VALUE, not \"$argument\"" 2
    name=${argument%%=*} value=${argument#*=}
    wrong=$(objection "$name" "$value")
    [ -z "$wrong" ] || fail "$wrong" 2
    # Where it stands in the file, somebody may have opened the unit for it.
    if [ "$name" = cnml ] && [[ $value = /* && $(realpath -m -- "$value" 2>/dev/null) =~ $HIDDEN ]]; then
      fail "cnml cannot be \"$value\": the service sees nothing in /home, /root, /run/user, /tmp and /var/tmp. Put the file into ${settings_file%/*}, and let the user dimon read it" 2
    fi
    wanted[$name]=$value
  done
  if [ $# = 0 ]; then
    read_settings
    for name in "${setting_names[@]}"; do
      printf '%s=%s\n' "$name" "${settings[$name]}"
    done
    return
  fi
  mkdir -p "$folder" 2>/dev/null && [ -w "$folder" ] || fail "$folder is not writable: only root changes the settings"
  exec 7<"$folder"
  flock 7
  read_settings
  for name in "${!wanted[@]}"; do
    settings[$name]=${wanted[$name]}
  done
  [ "${settings[http-port]}" != "${settings[https-port]}" ] || fail "http-port and https-port cannot both be ${settings[http-port]}" 2
  made=$(mktemp "$settings_file.XXXXXX")
  # shellcheck disable=SC2064 # expanded now: it is local
  trap "rm -f '$made'" EXIT
  { if [ -e "$settings_file" ]; then tr -d '\000\r' <"$settings_file"; else new_settings; fi; } | with_wanted >"$made"
  chmod 644 "$made"
  if cmp -s "$made" "$settings_file"; then
    echo "$settings_file says so already."
    return
  fi
  sync "$made"
  mv "$made" "$settings_file"
  exec 7<&-
  echo "Written to $settings_file."
  if [ -n "$restart" ] && [ -d /run/systemd/system ] && systemctl --quiet is-active $unit; then
    control restart
  fi
}

# The address of a file, as Java reads it: one that is not there (yet) is a matter of its source, not of the start.
file_address() {
  local LC_ALL=C
  local path=$1 address= c i
  for ((i = 0; i < ${#path}; i++)); do
    c=${path:i:1}
    case $c in
      [A-Za-z0-9/._~-]) address+=$c ;;
      *)
        printf -v c %d "'$c"
        printf -v c '%%%02X' $((c & 255))
        address+=$c
        ;;
    esac
  done
  echo "file://$address"
}

# Runs in the foreground, as the settings say: what the unit starts.
service() {
  local data source=() https=()
  [ $# = 0 ] || fail "service takes nothing: what it runs with stands in $settings_file" 2
  data=${DIMON_DIRECTORY:-}
  [ -n "$data" ] || fail "DIMON_DIRECTORY does not say where the data directory is: the installed command does"
  [ -d "$data" ] || fail "there is no data directory $data"
  [ -O "$data" ] || fail "$data belongs to $(stat -c %U "$data"), who alone can run the service: systemctl start $unit"
  [ ! -d "$data/demo" ] || fail "$data belongs to the demo network: empty it, or the service would go on with that"
  read_settings
  find_java
  mkdir -p "$data/tmp"
  exec 9>>"$data/run.lock"
  flock -n 9 || fail "another DIMON runs on $data"
  case ${settings[cnml]} in
    '') ;;
    /*) source=(--cnml "$(file_address "${settings[cnml]}")") ;;
    *) source=(--cnml "${settings[cnml]}") ;;
  esac
  [ "${settings[https-port]}" = 0 ] || https=(--https-port "${settings[https-port]}")
  jvm+=("-Ddimon.snpGraphServerId=${settings[SNPGraphServerId]}")
  share_classes
  appliance "$data" "$(heap)" --service --port "${settings[http-port]}" ${https[@]+"${https[@]}"} ${source[@]+"${source[@]}"} \
    --configuration "$home/etc/service.json"
}

# The service cannot read the folders of users, nor /tmp: it gets copies of the jars in rest, for as long as this runs.
lend_jars() {
  local i lent
  [ "$(id -u)" = 0 ] || return 0
  lent=$(mktemp -d /run/dimon-update.XXXXXX)
  # shellcheck disable=SC2064 # expanded now: it is local
  trap "rm -rf '$lent'" EXIT
  chmod 755 "$lent"
  for i in "${!rest[@]}"; do
    mkdir "$lent/$i"
    install -m 644 "${rest[i]}" "$lent/$i/" || exit 1
    rest[i]=$lent/$i/${rest[i]##*/}
  done
}

# Starts, stops or restarts the unit; a start is waited for until the API answers.
control() {
  local action=$1 limit port
  [ $# = 1 ] || fail "$1 takes nothing more" 2
  [ -d /run/systemd/system ] || fail "systemd does not run here: run it in the foreground by \"$me service\", as the user who owns ${DIMON_DIRECTORY:-the data directory}"
  [ "$(id -u)" = 0 ] || fail "only root can $action the service: sudo $me $action"
  systemctl --quiet cat $unit >/dev/null 2>&1 || fail "the service is not installed here: there is no $unit"
  read_settings
  port=${settings[http-port]}
  systemctl "$action" $unit || fail "the service did not $action: journalctl -u $unit tells why"
  if [ "$action" = stop ]; then
    echo "DIMON has stopped."
    return
  fi
  limit=$((SECONDS + START_SECONDS))
  until http_get "$port" /api/v1/monitors | grep -q '"self":true'; do
    if systemctl --quiet is-failed $unit || [ "$(systemctl show -P SubState $unit)" = auto-restart ]; then
      fail "the service ended: $(journalctl -u $unit -n 5 -o cat 2>/dev/null || echo "journalctl -u $unit tells why")"
    fi
    [ $SECONDS -lt $limit ] || fail "the service has started, but does not answer on port $port after $START_SECONDS s: $me logs tells more"
    sleep 0.5
  done
  echo "DIMON is running, on port $port."
}
