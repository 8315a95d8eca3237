# An AntidoteDB of this node's own, in Docker: for bin/dimon, which has what is not here. Why it is run so: docs/antidote.md.
#
# The volume holds all that lasts, and as its label the name of the server, which must never change. The container is
# made anew at each start, since addresses may have changed.

ANTIDOTE=dimon-antidote
ANTIDOTE_IMAGE=antidotedb/antidote
# Tests have it elsewhere.
ANTIDOTE_PORT=${DIMON_ANTIDOTE_PORT:-8087}
ANTIDOTE_SECONDS=${DIMON_ANTIDOTE_SECONDS:-180}
NODE_LABEL=net.guifi.dimon.antidote.node

# Docker may hang, and only root and its group may ask it.
docker_() {
  timeout -k 5 60 docker "$@" </dev/null
}

need_docker() {
  local said
  command -v docker >/dev/null ||
    fail "Docker is not installed: Cloudy has it under Docker, Debian as the package docker.io" 4
  said=$(docker_ version --format '{{.Server.Version}}' 2>&1) && return
  case $said in
    *"ermission denied"*) fail "Docker answers only root and the group docker: try as root, or with sudo" 4 ;;
    *) fail "Docker does not run (systemctl start docker): $(head -n 1 <<<"${said:-no answer after 60 s}")" 4 ;;
  esac
}

# Prints running, exited … of the container, or nothing where there is none.
container_state() {
  docker_ container inspect --format '{{.State.Status}}' "$ANTIDOTE" 2>/dev/null || true
}

# Whether the server reads a key. That somebody listens says nothing: Docker does, before the server does.
antidote_answers() {
  local answer
  answer=$(timeout 5 bash -c '
    exec 3<>"/dev/tcp/127.0.0.1/$0" &&
      printf "\0\0\0\027\173\012\002\022\0\022\020\012\005ready\020\005\032\005dimon" >&3 && head -c 5 <&3 | od -An -tu1 -j4
  ' "$ANTIDOTE_PORT" 2>/dev/null) || return
  # ApbStaticReadObjectsResp
  [ "${answer// /}" = 128 ]
}

port_is_taken() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0"' "$ANTIDOTE_PORT" 2>/dev/null
}

# This node's addresses in private networks, where other monitors are; those of containers are none. Docker's bridges have
# twelve figures, and br-lan is a network of the node.
private_addresses() {
  ip -o -4 address show scope global 2>/dev/null |
    awk '$2 !~ /^(docker|veth|virbr|lxc|lxd|podman|cni)/ && !($2 ~ /^br-[0-9a-f]+$/ && length($2) == 15) { sub("/.*", "", $4); print $4 }' |
    grep -E '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.)' || true
}

is_address() {
  local part
  [[ $1 =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ ]] || return
  for part in ${1//./ }; do
    ((10#$part <= 255)) || return
  done
}

random_hex() {
  od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

# Prints the name that the server has for ever.
node_name() {
  docker_ volume inspect --format "{{ index .Labels \"$NODE_LABEL\" }}" "$ANTIDOTE" 2>/dev/null
}

# Half of the memory, but 512 MB at least: what it holds only grows, and at the limit it would begin again and again.
antidote_megabytes() {
  local half=$(($(awk '/^MemTotal:/ { print $2 }' /proc/meminfo) / 2048))
  echo $((half < 512 ? 512 : half))
}

# Makes the image be there, for this processor.
pull_image() {
  local image=$1 said of here
  if ! docker_ image inspect "$image" >/dev/null 2>&1; then
    echo "Fetching the image $image: that may take some minutes …"
    said=$(timeout -k 5 1800 docker pull -q "$image" 2>&1 </dev/null) || case $said in
      *"no matching manifest"*) fail "there is no image $image for this processor ($(uname -m)): $(elsewhere)" ;;
      *) fail "the image $image could not be fetched: $(tail -n 1 <<<"${said:-nothing after 30 minutes}")" ;;
    esac
  fi
  of=$(docker_ image inspect --format '{{.Architecture}}' "$image" 2>/dev/null) || of=
  here=$(docker_ version --format '{{.Server.Arch}}' 2>/dev/null) || here=
  [ -z "$of" ] || [ -z "$here" ] || [ "$of" = "$here" ] ||
    fail "the image $image is for $of, and this machine is $here: $(elsewhere)"
}

elsewhere() {
  echo "run AntidoteDB on another machine, and say here $me store use HOST:$ANTIDOTE_PORT; or name an image of your own with --image"
}

make_volume() {
  local joined=$1 node
  if docker_ volume inspect "$ANTIDOTE" >/dev/null 2>&1; then
    node=$(node_name)
    [ -n "$node" ] || fail "there is a volume $ANTIDOTE that was not made here: remove or rename it (docker volume rm $ANTIDOTE)"
    [ -z "$joined" ] || [ "$node" = "$joined" ] ||
      fail "this server is called $node, for ever: what it holds must go before it can be called $joined (docker volume rm $ANTIDOTE)"
    return
  fi
  docker_ volume create --label "$NODE_LABEL=${joined:-antidote-$(random_hex 4).internal}" "$ANTIDOTE" >/dev/null || fail "Docker made no volume $ANTIDOTE"
}

run_container() {
  local image=$1 joined=$2 node address said megabytes publish=()
  shift 2
  for address in "$@"; do
    publish+=(-p "$address:$ANTIDOTE_PORT:8087")
    if [ -n "$joined" ] && [[ $address != 127.* ]]; then
      publish+=(-p "$address:8085:8085" -p "$address:8086:8086")
    fi
  done
  node=$(node_name)
  megabytes=$(antidote_megabytes)
  # Erlang makes room for as many files as it may open: a billion where Docker sets no limit. Nobody
  # needs to know the cookie: it is no argument, which anybody on the host could read.
  said=$(COOKIE=$(random_hex 16) docker_ run -d --name "$ANTIDOTE" --hostname "$node" --restart unless-stopped \
    --memory "${megabytes}m" --ulimit nofile=65536:65536 --log-driver json-file --log-opt max-size=5m --log-opt max-file=2 \
    -e SHORT_NAME_PREFIX= -e NODE_NAME="antidote@$node" -e COOKIE -e ANTIDOTE_SYNC_LOG=true -e ANTIDOTE_TXN_CERT=false \
    -e DEBUG_LOGGER_LEVEL=notice "${publish[@]}" -v "$ANTIDOTE:/antidote-data" "$image" 2>&1) && return
  docker_ rm -f "$ANTIDOTE" >/dev/null 2>&1 || true
  case $said in
    *"already allocated"* | *"address already in use"*) fail "port $ANTIDOTE_PORT is taken by something else: $(tail -n 1 <<<"$said")" ;;
    *) fail "Docker did not start it: $(tail -n 1 <<<"$said")" ;;
  esac
}

await_antidote() {
  local until=$((SECONDS + ANTIDOTE_SECONDS)) progress=$((SECONDS + 15)) state
  until antidote_answers; do
    state=$(container_state)
    case $state in
      running | created | '') ;;
      *) fail "AntidoteDB ended ($state); the end of its log: $(docker_ logs --tail 5 "$ANTIDOTE" 2>&1 | tr -cd '[:print:]\n')" ;;
    esac
    [ $SECONDS -lt $until ] ||
      fail "AntidoteDB does not answer after $ANTIDOTE_SECONDS s: docker logs $ANTIDOTE tells more; it goes on starting"
    if [ $SECONDS -ge $progress ]; then
      echo "Waiting until AntidoteDB answers … $SECONDS s"
      progress=$((SECONDS + 15))
    fi
    sleep 1
  done
}

# Tells the appliance, and says so where it cannot be told: "tell_appliance WORD…".
tell_appliance() {
  "$home/bin/dimon" store "$@" ${data:+--data "$data"} ||
    fail "the appliance could not be told: say it once it runs: $me store $*${data:+ --data $(printf %q "$data")}"
}

start_antidote() {
  local local_only= address= joined= image=$ANTIDOTE_IMAGE addresses=(127.0.0.1)
  while [ $# -gt 0 ]; do
    case $1 in
      --address=* | --joined=* | --image=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" && continue ;;
      --address | --joined | --image)
        [ -n "${2:-}" ] || fail "$1 needs a value" 2
        printf -v "${1#--}" %s "$2"
        shift
        ;;
      --local) local_only=yes ;;
      *) fail "antidote start takes --local, --address, --joined and --image, not \"$1\"" 2 ;;
    esac
    shift
  done
  [ -z "$local_only" ] || [ -z "$address$joined" ] || fail "--local goes with neither --address nor --joined" 2
  [ -z "$address" ] || is_address "$address" || fail "--address: \"$address\" is no IPv4 address" 2
  [[ -z $joined || $joined =~ ^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$ ]] ||
    fail "--joined: \"$joined\" is no whole name, or IPv4 address, of this server" 2
  [[ $image =~ ^[A-Za-z0-9][A-Za-z0-9._/:@-]*$ ]] || fail "--image: \"$image\" is no name of an image" 2
  need_docker

  if [ "$(container_state)" = running ]; then
    echo "AntidoteDB runs already."
  else
    ! port_is_taken || fail "port $ANTIDOTE_PORT is taken by something else: $(
      ss -Hltnp "sport = :$ANTIDOTE_PORT" 2>/dev/null | head -n 1 | grep . || echo "ss -ltnp shows by what"
    )"
    if [ "$address" = 0.0.0.0 ]; then
      addresses=(0.0.0.0)
    elif [ -n "$address" ]; then
      [ "$address" = 127.0.0.1 ] || addresses+=("$address")
    elif [ -z "$local_only" ]; then
      mapfile -t -O 1 addresses < <(private_addresses)
    fi
    pull_image "$image"
    docker_ rm -f "$ANTIDOTE" >/dev/null 2>&1 || true
    make_volume "$joined"
    run_container "$image" "$joined" "${addresses[@]}"
  fi
  await_antidote
  echo "AntidoteDB answers on $(published_on)."
  tell_appliance use "127.0.0.1:$ANTIDOTE_PORT"
}

# Prints where monitors reach it.
published_on() {
  local all
  all=$(docker_ port "$ANTIDOTE" 8087/tcp 2>/dev/null | paste -sd ' ')
  echo "${all// /, }"
}

stop_antidote() {
  [ $# = 0 ] || fail "antidote stop takes nothing more" 2
  need_docker
  case $(container_state) in
    '') fail "there is no AntidoteDB that was started with $me antidote start" 3 ;;
    running | restarting | paused)
      docker_ stop "$ANTIDOTE" >/dev/null || fail "Docker did not stop it: docker logs $ANTIDOTE tells more"
      echo "AntidoteDB has stopped, and does not start with the machine. What it holds stays in Docker's volume $ANTIDOTE ($(
        docker_ volume inspect --format '{{.Mountpoint}}' "$ANTIDOTE" 2>/dev/null || echo "docker volume inspect $ANTIDOTE tells where"
      )); docker volume rm $ANTIDOTE, after docker rm $ANTIDOTE, removes it."
      ;;
    *) echo "AntidoteDB had stopped already." ;;
  esac
  tell_appliance own
}

# One line; 0 it answers, 1 it runs but does not answer, 3 it does not run, 4 Docker does not.
antidote_status() {
  local state
  [ $# = 0 ] || fail "antidote status takes nothing more" 2
  need_docker
  state=$(container_state)
  case $state in
    running)
      if antidote_answers; then
        echo "AntidoteDB answers on $(published_on)."
      else
        fail "AntidoteDB runs, but does not answer on port $ANTIDOTE_PORT: it may be starting (docker logs $ANTIDOTE)"
      fi
      ;;
    '') fail "AntidoteDB does not run: $me antidote start starts one" 3 ;;
    restarting) fail "AntidoteDB ends again and again: docker logs $ANTIDOTE tells more" ;;
    *) fail "AntidoteDB has stopped: $me antidote start starts it" 3 ;;
  esac
}

antidote() {
  split_data "$@"
  set -- ${rest[@]+"${rest[@]}"}
  local what=${1:-status}
  [ $# = 0 ] || shift
  case $what in
    start) start_antidote "$@" ;;
    stop) stop_antidote "$@" ;;
    status) antidote_status "$@" ;;
    *) fail "antidote takes start, stop or status, not \"$what\"" 2 ;;
  esac
}
