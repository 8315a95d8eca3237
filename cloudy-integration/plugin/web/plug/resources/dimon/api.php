<?php
// SPDX-License-Identifier: Apache-2.0

/** The API of this host's monitor. What it tells of others comes from the network: it is read with the methods below, and escaped where it is shown. */
final class DimonApi
{
    const SECONDS = 2;
    const MOST = 1048576;

    /** @return array|null the answer; null when there is none, or none that can be read */
    public static function get(string $path)
    {
        $port = DimonHost::settings()['http-port'];
        $text = DimonHost::fetch('http://127.0.0.1:' . $port . '/api/v1/' . $path, self::SECONDS, self::MOST);
        $answer = $text === null ? null : json_decode($text, true, 16);
        return is_array($answer) ? $answer : null;
    }

    /** A text or number of an answer; empty where it is something else, or is not there. */
    public static function text($from, string $key): string
    {
        $value = is_array($from) && isset($from[$key]) ? $from[$key] : '';
        return is_string($value) || is_int($value) || is_float($value) ? substr((string) $value, 0, 500) : '';
    }

    public static function number($from, string $key): int
    {
        return is_array($from) && isset($from[$key]) && is_numeric($from[$key]) ? (int) $from[$key] : 0;
    }

    /** The objects in a list of an answer. */
    public static function all($from, string $key): array
    {
        $list = is_array($from) && isset($from[$key]) && is_array($from[$key]) ? $from[$key] : array();
        return array_values(array_filter($list, 'is_array'));
    }

    /** The texts in a list of an answer. */
    public static function texts($from, string $key): array
    {
        $list = is_array($from) && isset($from[$key]) && is_array($from[$key]) ? $from[$key] : array();
        return array_values(array_filter($list, 'is_string'));
    }

    /** This monitor itself: the API lists it first. */
    public static function self()
    {
        $monitors = self::all(self::get('monitors'), 'monitors');
        return isset($monitors[0]) ? $monitors[0] : null;
    }
}
