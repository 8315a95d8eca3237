<?php
// SPDX-License-Identifier: Apache-2.0

/** Which values are valid: each method gives the value in the form that is used, or null. */
final class DimonValues
{
    const ZONE = 'https://guifi.net/guifi/cnml/%d/detail';
    const MOST_STORES = 5;

    public static function setting(string $name, $value)
    {
        if (!is_string($value)) {
            return null;
        }
        $value = trim($value);
        switch ($name) {
            case 'SNPGraphServerId':
                return $value === '' || preg_match('/^[1-9]\d{0,6}$/D', $value) ? $value : null;
            case 'http-port':
                return self::ownPort($value);
            case 'https-port':
                return $value === '0' ? $value : self::ownPort($value);
            case 'cnml':
                return self::cnml($value);
            default:
                return null;
        }
    }

    /** One that the service, which is not root, can have. */
    private static function ownPort(string $value)
    {
        return self::port($value) !== null && (int) $value >= 1024 ? $value : null;
    }

    public static function port($value)
    {
        return is_string($value) && preg_match('/^[1-9]\d{0,4}$/D', $value) && (int) $value <= 65535 ? $value : null;
    }

    /** Empty, an address, a file, or the number of a zone of guifi.net. Nothing that means something to a shell between quotes. */
    private static function cnml(string $value)
    {
        if ($value === '' || preg_match('#^/[A-Za-z0-9._/-]{1,250}$#D', $value)) {
            // The service does not see what is there.
            return strpos($value, '/..') === false && preg_match('#^/+(home|root|(var/+)?run/+user|(var/+)?tmp)(/|$)#', $value) !== 1 ? $value : null;
        }
        if (preg_match('/^[1-9]\d{0,6}$/D', $value)) {
            return sprintf(self::ZONE, $value);
        }
        return preg_match('~^https?://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?(/([A-Za-z0-9._\~:/?&+,=-]|%[0-9A-Fa-f]{2})*)?$~D', $value) && strlen($value) <= 400
            ? $value : null;
    }

    /** Id of a network or a monitor. */
    public static function id($value)
    {
        $id = is_string($value) ? strtolower(trim($value)) : '';
        return preg_match('/^[0-9a-f]{32}$/D', $id) ? $id : null;
    }

    /** Addresses of stores, HOST:PORT each, with spaces or commas between them. */
    public static function stores($value)
    {
        $stores = is_string($value) ? preg_split('/[\s,]+/', $value, -1, PREG_SPLIT_NO_EMPTY) : false;
        if (!is_array($stores) || count($stores) === 0 || count($stores) > self::MOST_STORES) {
            return null;
        }
        foreach ($stores as $store) {
            $cut = strrpos($store, ':');
            if ($cut === false || self::host(substr($store, 0, $cut)) === null || self::port(substr($store, $cut + 1)) === null) {
                return null;
            }
        }
        return $stores;
    }

    /** An IPv4 address, an IPv6 address in brackets, or a name. */
    public static function host($value)
    {
        if (!is_string($value) || strlen($value) > 253) {
            return null;
        }
        if (preg_match('/^\[([0-9A-Fa-f:.]+)\]$/D', $value, $match)) {
            return filter_var($match[1], FILTER_VALIDATE_IP, FILTER_FLAG_IPV6) === false ? null : $value;
        }
        if (preg_match('/^[\d.]+$/D', $value)) {
            return filter_var($value, FILTER_VALIDATE_IP, FILTER_FLAG_IPV4) === false ? null : $value;
        }
        return preg_match('/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*\.?$/D', $value) ? $value : null;
    }

    /** An address as part of a URL: IPv6 in brackets. */
    public static function address($value)
    {
        if (!is_string($value) || filter_var($value, FILTER_VALIDATE_IP) === false) {
            return null;
        }
        return strpos($value, ':') === false ? $value : '[' . $value . ']';
    }

    /**
     * What a monitor says of itself in its announcement.
     *
     * @param mixed $text pairs key=value with commas between them
     * @return array|null id, net, ver, api, https, store; what was not said is left out; null when something said is wrong
     */
    public static function announcement($text)
    {
        if (!is_string($text) || strlen($text) > 400 || !preg_match('/^[A-Za-z0-9._:\/,=-]+$/D', $text)) {
            return null;
        }
        $shapes = array(
            'id' => '/^[0-9a-f]{32}$/D',
            'net' => '/^[0-9a-f]{32}$/D',
            'ver' => '/^[A-Za-z0-9._-]{1,32}$/D',
            'api' => '#^/[A-Za-z0-9._/-]{0,63}$#D',
            'https' => '/^[1-9]\d{0,4}$/D',
            'store' => '/^(none|uses|antidote:[1-9]\d{0,4})$/D',
            'snp' => '/^[1-9]\d{0,6}$/D',
        );
        $said = array();
        foreach (explode(',', $text) as $pair) {
            $parts = explode('=', $pair, 2);
            $key = $parts[0];
            if (!isset($shapes[$key])) {
                continue;
            }
            if (count($parts) !== 2 || isset($said[$key]) || !preg_match($shapes[$key], $parts[1])) {
                return null;
            }
            $said[$key] = $parts[1];
        }
        $store = isset($said['store']) && strpos($said['store'], ':') !== false ? substr($said['store'], strlen('antidote:')) : '1';
        return isset($said['id']) && self::port($store) !== null && self::port(isset($said['https']) ? $said['https'] : '1') !== null ? $said : null;
    }
}
