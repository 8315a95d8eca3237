<?php
// SPDX-License-Identifier: Apache-2.0

/**
 * What this plugin asks of the host and has it do. Methods and not functions: the GUI calls any function that an address names.
 */
final class DimonHost
{
    const PACKAGE = 'dimon';
    const SETTINGS = array('SNPGraphServerId' => '', 'http-port' => '8080', 'https-port' => '8443', 'cnml' => '');
    const JAVA = array('openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'openjdk-25-jre-headless');
    const DISK_MEGABYTES = 500;
    const MEMORY_MEGABYTES = 450;
    const MOST_OUTPUT = 16384;
    const MOST_JOB_OUTPUT = 4000;
    const JOB = '/run/dimon-cloudy';
    const DAEMON = '/tmp/cDistrod';
    const SECONDS_TO_BEGIN = 15;

    /** Where a file is; tests have a root of their own. */
    public static function path(string $path): string
    {
        return getenv('DIMON_CLOUDY_ROOT') . $path;
    }

    /**
     * Runs a command and waits for it.
     *
     * @return array exit status (124: it took too long), output (both streams, its beginning)
     */
    public static function run(array $command, int $seconds): array
    {
        $line = 'LC_ALL=C.UTF-8 timeout -k 5 ' . $seconds;
        foreach ($command as $word) {
            $line .= ' ' . escapeshellarg($word);
        }
        $lines = array();
        $exit = 127;
        exec($line . ' 2>&1 </dev/null', $lines, $exit);
        return array('exit' => $exit, 'output' => substr(implode("\n", $lines), 0, self::MOST_OUTPUT));
    }

    public static function installed(): bool
    {
        static $installed = null;
        if ($installed === null) {
            $found = self::run(array('dpkg-query', '-W', '-f=${Status}', self::PACKAGE), 10);
            $installed = $found['exit'] === 0 && trim($found['output']) === 'install ok installed';
        }
        return $installed;
    }

    /** Whether the service is active, activating, inactive or failed, as systemd says; empty where there is no systemd. */
    public static function unit(): string
    {
        $found = self::run(array('systemctl', 'is-active', 'dimon.service'), 5);
        return preg_match('/^(active|activating|reloading|deactivating|inactive|failed)$/', trim($found['output']), $match) ? $match[1] : '';
    }

    public static function hasDocker(): bool
    {
        return self::run(array('docker', '--version'), 5)['exit'] === 0;
    }

    /** The settings in /etc/dimon/dimon.conf, valid ones alone, and the defaults of what is not there. */
    public static function settings(): array
    {
        $settings = self::SETTINGS;
        foreach (explode("\n", self::beginning('/etc/dimon/dimon.conf')) as $line) {
            $parts = array_map('trim', explode('=', $line, 2));
            if (count($parts) === 2 && isset($settings[$parts[0]])) {
                $value = DimonValues::setting($parts[0], $parts[1]);
                $settings[$parts[0]] = $value === null ? $settings[$parts[0]] : $value;
            }
        }
        return $settings;
    }

    /**
     * What stands in the way of an installation.
     *
     * @return array of (whether it forbids it, sentence)
     */
    public static function obstacles(): array
    {
        $obstacles = array();
        $policy = self::run(array_merge(array('apt-cache', 'policy', self::PACKAGE, 'default-jre-headless'), self::JAVA), 30)['output'];
        $debian = self::debian();
        if (!self::hasJava($policy)) {
            $obstacles[] = $debian !== 0 && $debian < 11
                ? array(true, sprintf(t('dimon_obstacle_debian'), $debian))
                : array(true, t('dimon_obstacle_java'));
        }
        if (self::candidate($policy, self::PACKAGE) === '') {
            $obstacles[] = array(true, t('dimon_obstacle_package'));
        }
        $free = (int) (@disk_free_space(self::path('/')) / 1048576);
        if ($free < self::DISK_MEGABYTES) {
            // Apt knows better: some of it may be there already, from an installation that was interrupted.
            $obstacles[] = array(false, sprintf(t('dimon_obstacle_disk'), $free, self::DISK_MEGABYTES));
        }
        $memory = self::memory();
        if ($memory > 0 && $memory < self::MEMORY_MEGABYTES) {
            $obstacles[] = array(false, sprintf(t('dimon_obstacle_memory'), $memory));
        }
        return $obstacles;
    }

    private static function hasJava(string $policy): bool
    {
        foreach (self::JAVA as $package) {
            if (self::candidate($policy, $package) !== '') {
                return true;
            }
        }
        return preg_match('/^\d+:1\.(\d+)/', self::candidate($policy, 'default-jre-headless'), $match) === 1 && (int) $match[1] >= 17;
    }

    /** The version that apt would install of a package; empty where there is none. */
    private static function candidate(string $policy, string $package): string
    {
        $found = preg_match('/^' . preg_quote($package, '/') . ':\n\s+Installed: .*\n\s+Candidate: (\S+)$/m', $policy, $match);
        return $found === 1 && $match[1] !== '(none)' ? $match[1] : '';
    }

    /** The release of Debian, 0 where it is not told. */
    private static function debian(): int
    {
        $release = self::beginning('/etc/os-release');
        return preg_match('/^ID="?(debian|raspbian)"?$/m', $release) === 1
            && preg_match('/^VERSION_ID="?(\d{1,3})/m', $release, $match) === 1 ? (int) $match[1] : 0;
    }

    private static function memory(): int
    {
        return preg_match('/^MemTotal:\s+(\d+) kB/m', self::beginning('/proc/meminfo'), $match) === 1 ? (int) ((int) $match[1] / 1024) : 0;
    }

    /** The beginning of a file, empty where it cannot be read. */
    public static function beginning(string $path): string
    {
        $file = self::path($path);
        return is_readable($file) ? (string) file_get_contents($file, false, null, 0, self::MOST_OUTPUT) : '';
    }

    /**
     * Lets the GUI's daemon do what takes long: the GUI answers one request at a time.
     *
     * @return string what is wrong, empty when it goes on
     */
    public static function startJob(string $name, array $command): string
    {
        $words = implode("\n", $command) . "\n";
        if (self::busy()) {
            // A second click on the same button has what it wants.
            return self::part('arguments') === $words ? '' : t('dimon_job_busy');
        }
        $pipe = self::daemon();
        if ($pipe === null) {
            return t('dimon_job_daemon');
        }
        $directory = self::path(self::JOB);
        if (!is_dir($directory) && !@mkdir($directory, 0700, true)) {
            fclose($pipe);
            return sprintf(t('dimon_job_directory'), $directory);
        }
        self::forgetJob();
        file_put_contents($directory . '/arguments', $words);
        file_put_contents($directory . '/name', $name);
        execute_program_detached('/bin/sh ' . escapeshellarg(__DIR__ . '/job.sh') . ' ' . escapeshellarg($directory));
        // The daemon opens its pipe anew after each who wrote: what is written just then is lost unless somebody holds the pipe.
        for ($i = 0; $i < self::SECONDS_TO_BEGIN * 10 && self::part('pid') === ''; $i++) {
            usleep(100000);
        }
        fclose($pipe);
        return '';
    }

    /** @return array|null name, exit (null while it goes on), output and since (seconds) of what was started last */
    public static function job()
    {
        $directory = self::path(self::JOB);
        if (!is_readable($directory . '/name')) {
            return null;
        }
        clearstatcache();
        $since = max(0, time() - (int) filemtime($directory . '/name'));
        // Asked first: what ends after that has left its exit status.
        $lives = self::jobLives($since);
        $job = array('name' => self::part('name'), 'since' => $since, 'output' => self::endOfOutput(), 'exit' => null);
        $exit = trim(self::part('exit'));
        if ($exit !== '') {
            $job['exit'] = (int) $exit;
        } elseif (!$lives) {
            $job['exit'] = 127;
            $job['output'] .= t('dimon_job_vanished');
        }
        return $job;
    }

    public static function busy(): bool
    {
        $job = self::job();
        return $job !== null && $job['exit'] === null;
    }

    public static function forgetJob()
    {
        foreach (array('name', 'arguments', 'pid', 'output', 'exit', 'exit.new') as $part) {
            if (file_exists(self::path(self::JOB) . '/' . $part)) {
                unlink(self::path(self::JOB) . '/' . $part);
            }
        }
    }

    private static function jobLives(int $since): bool
    {
        $process = trim(self::part('pid'));
        return $process === '' ? $since < self::SECONDS_TO_BEGIN : preg_match('/^\d{1,10}$/', $process) === 1 && is_dir('/proc/' . $process);
    }

    private static function endOfOutput(): string
    {
        $file = self::path(self::JOB . '/output');
        $size = is_readable($file) ? (int) filesize($file) : 0;
        return $size === 0 ? '' : (string) file_get_contents($file, false, null, max(0, $size - self::MOST_JOB_OUTPUT), self::MOST_JOB_OUTPUT);
    }

    private static function part(string $name): string
    {
        return self::beginning(self::JOB . '/' . $name);
    }

    /**
     * Opening its pipe waits for ever when nobody reads it: asked without waiting.
     *
     * @return resource|null the pipe
     */
    private static function daemon()
    {
        for ($i = 0; $i < 3; $i++) {
            $pipe = self::path(self::DAEMON);
            $opened = file_exists($pipe) && filetype($pipe) === 'fifo' ? @fopen($pipe, 'an') : false;
            if ($opened !== false) {
                return $opened;
            }
            usleep(100000);
        }
        return null;
    }

    /**
     * What an address answers. By hand: the limit of PHP's own reader of addresses is for each octet anew.
     *
     * @return string|null null when it does not answer in time, something else than OK, or more than that many octets
     */
    public static function fetch(string $url, int $seconds, int $most)
    {
        $until = microtime(true) + $seconds;
        $parts = parse_url($url) + array('path' => '/');
        $secure = $parts['scheme'] === 'https';
        $address = ($secure ? 'ssl://' : 'tcp://') . $parts['host'] . ':' . (isset($parts['port']) ? $parts['port'] : ($secure ? 443 : 80));
        // That is the limit of the connection, and once more of its TLS.
        $stream = @stream_socket_client($address, $number, $message, $secure ? $seconds / 2 : $seconds);
        if ($stream === false) {
            return null;
        }
        $query = isset($parts['query']) ? '?' . $parts['query'] : '';
        @fwrite($stream, 'GET ' . $parts['path'] . $query . " HTTP/1.0\r\nHost: " . $parts['host'] . "\r\nUser-Agent: dimon-cloudy\r\n\r\n");
        $text = '';
        $ended = false;
        do {
            $left = (int) (1000000 * ($until - microtime(true)));
            if ($left <= 0 || strlen($text) > $most) {
                break;
            }
            stream_set_timeout($stream, intdiv($left, 1000000), $left % 1000000);
            $text .= @fread($stream, 65536);
            $ended = stream_get_meta_data($stream)['eof'];
        } while (!$ended);
        fclose($stream);
        return $ended && strlen($text) <= $most ? self::content($text) : null;
    }

    /** What a whole answer of HTTP/1.0 has in it; null when it is not OK, or cut off. */
    private static function content(string $answer)
    {
        $parts = explode("\r\n\r\n", $answer, 2);
        if (count($parts) !== 2 || preg_match('#^HTTP/1\.[01] 200\b#', $parts[0]) !== 1 || stripos($parts[0], "\nTransfer-Encoding:") !== false) {
            return null;
        }
        $whole = preg_match('/^Content-Length:\s*(\d+)\s*$/mi', $parts[0], $match) !== 1 || (int) $match[1] === strlen($parts[1]);
        return $whole ? $parts[1] : null;
    }
}
