<?php
// SPDX-License-Identifier: Apache-2.0

/** What Cloudy's registration at guifi.net tells of this node, to fill in the form. */
final class DimonGuifi
{
    const SECONDS = 5;
    const MOST = 4194304;
    const REMEMBERED_SECONDS = 300;

    /** @return array SNPGraphServerId, cnml and node, each empty when it is not known */
    public static function known(): array
    {
        $known = array('SNPGraphServerId' => self::snpservices(), 'cnml' => '', 'node' => '');
        $registered = DimonHost::beginning('/etc/cloudy/guifi.conf');
        $known['node'] = self::id($registered, 'NODEID');
        if ($known['node'] === '') {
            return $known;
        }
        foreach (self::told($known['node'], self::id($registered, 'DEVICEID')) as $name => $value) {
            $known[$name] = $known[$name] === '' ? $value : $known[$name];
        }
        return $known;
    }

    /** The graph server that this host is already. */
    private static function snpservices(): string
    {
        $settings = DimonHost::beginning('/etc/snpservices/config.php');
        return preg_match('/SNPGraphServerId\s*=\s*[\'"]?([1-9]\d{0,6})\b/', $settings, $match) === 1 ? $match[1] : '';
    }

    private static function id(string $registered, string $name): string
    {
        return preg_match('/^\s*' . $name . '\s*=\s*"?([1-9]\d{0,7})"?\s*$/m', $registered, $match) === 1 ? $match[1] : '';
    }

    /** Asked once in a while: where guifi.net is far away, each page would wait for it. */
    private static function told(string $node, string $device): array
    {
        $remembered = getSessionValue('dimon_guifi');
        if (is_array($remembered) && $remembered['node'] === $node . '/' . $device && time() - $remembered['at'] < self::REMEMBERED_SECONDS) {
            return $remembered['told'];
        }
        $told = self::read(DimonHost::fetch(self::web() . '/guifi/cnml/' . $node . '/node', self::SECONDS, self::MOST), $device);
        setSessionValue('dimon_guifi', array('node' => $node . '/' . $device, 'at' => time(), 'told' => $told));
        return $told;
    }

    private static function web(): string
    {
        global $GUIFI_WEB;

        return is_string($GUIFI_WEB) ? $GUIFI_WEB : 'https://guifi.net';
    }

    private static function read($text, string $device): array
    {
        if ($text === null || !function_exists('simplexml_load_string') || stripos($text, '<!DOCTYPE') !== false) {
            return array();
        }
        $before = libxml_use_internal_errors(true);
        $cnml = simplexml_load_string($text, 'SimpleXMLElement', LIBXML_NONET);
        libxml_clear_errors();
        libxml_use_internal_errors($before);
        if ($cnml === false) {
            return array();
        }
        $told = array();
        $services = $device === '' ? array() : $cnml->xpath('//device[@id="' . $device . '"]/service[@type="SNPgraphs"]/@id');
        if (!empty($services)) {
            $told['SNPGraphServerId'] = (string) DimonValues::setting('SNPGraphServerId', (string) $services[0]);
        }
        $zones = $cnml->xpath('//node/ancestor::zone[1]/@id');
        if (!empty($zones)) {
            $told['cnml'] = (string) DimonValues::setting('cnml', (string) $zones[0]);
        }
        return $told;
    }
}
