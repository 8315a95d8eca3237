<?php
// SPDX-License-Identifier: Apache-2.0
// Stands for the web GUI of Cloudy: what the plugin uses of it, written anew from what is known of its behaviour, with its weak
// points (values that reach a shell as they are, calls of any function by address), and with every word of PHP's written down.

$root = getenv('DIMON_CLOUDY_ROOT');
set_error_handler(function ($level, $message, $file, $line) use ($root) {
    if (error_reporting() & $level) {
        file_put_contents($root . '/php-errors', "$message at $file:$line\n", FILE_APPEND);
    }
    return true;
});
error_reporting(E_ALL);
ini_set('display_errors', '1');

$web = getenv('DIMON_CLOUDY_PLUGIN');
$staticFile = '/index.php';
$staticPath = '/';
$GUIFI_WEB = getenv('DIMON_CLOUDY_GUIFI');
$texts = array();
$menu = array();
$renderers = array();
session_save_path($root . '/sessions');
session_start();

function addS($key, $text)
{
    global $texts;
    $texts[$key] = $text;
}

function t($key)
{
    global $texts;
    return $texts[$key] ?? $key;
}

function addMenu($label, $link, $category = 'config', $side = 'right')
{
    global $menu;
    $menu[] = "$side/$category/$label/$link";
}

function addAvahi($type, $function)
{
    global $renderers;
    $renderers[$type] = $function;
}

function getSessionValue($key)
{
    return $_SESSION[$key] ?? null;
}

function setSessionValue($key, $value)
{
    $_SESSION[$key] = $value;
}

function unsetSessionValue($key)
{
    unset($_SESSION[$key]);
}

function setFlash($html, $kind = 'alert')
{
    $_SESSION['flash'] = "<p class='flash $kind'>$html</p>";
}

function attributes(array $attributes)
{
    $html = '';
    foreach ($attributes as $name => $value) {
        $html .= " $name='$value'";
    }
    return $html;
}

function hlc($html, $level = 1)
{
    return "<h$level>$html</h$level>";
}

function hl($html, $level = 1)
{
    return hlc($html, $level) . '<br/>';
}

function par($html)
{
    return "<div>$html</div><br/>";
}

function createForm($attributes)
{
    return "<div><form method='post'" . attributes($attributes) . '>';
}

function endForm()
{
    return '</form></div>';
}

function addInput($name, $label, $value, $attributes, $more, $tooltip)
{
    return "<label>$label:</label><input" . attributes(array('name' => $name, 'value' => $value) + $attributes) . "$more><small>$tooltip</small>";
}

function addButton($attributes)
{
    $tag = isset($attributes['href']) ? 'a' : 'button';
    return "<div><$tag" . attributes($attributes) . ">{$attributes['label']}</$tag></div>";
}

function addSubmit($attributes)
{
    return addButton($attributes + array('type' => 'submit'));
}

function addTableHeader($cells, $attributes = array())
{
    return '<table' . attributes($attributes) . '><tr><th>' . implode('</th><th>', $cells) . '</th></tr>';
}

function addTableRow($cells)
{
    return '<tr><td>' . implode('</td><td>', $cells) . '</td></tr>';
}

function addTableFooter()
{
    return '</table>';
}

function ajaxStr($id, $label)
{
    return "<div id='$id'>$label</div>";
}

function package_default_variables($answers, $questions, $package)
{
    $said = '';
    foreach ($answers as $name => $value) {
        $question = $questions[$name];
        $said .= shell_exec("echo \"$package {$question['vdeb']} {$question['kdeb']} $value\" | debconf-set-selections 2>&1");
    }
    return $said;
}

function execute_program_detached($command)
{
    file_put_contents(getenv('DIMON_CLOUDY_ROOT') . '/tmp/cDistrod', $command . "\n", FILE_APPEND);
}

$words = array_slice(explode('/', $_SERVER['PATH_INFO'] ?? ''), 1);
if (($words[0] ?? '') === 'lang') {
    setSessionValue('lang', $words[1]);
}
require $web . '/lang/' . (getSessionValue('lang') ?? 'en') . '.dimon.php';
require $web . '/plug/menus/r0202.dimon.menu.php';
$answer = array('type' => 'render', 'page' => implode(' ', $menu));
if (($words[0] ?? '') === 'search') {
    require $web . '/plug/avahi/dimon.avahi.php';
    $answer['page'] = call_user_func_array($renderers['dimon'], array(json_decode($_POST['found'], true)));
} elseif (($words[0] ?? '') === 'dimon') {
    require $web . '/plug/controllers/dimon.php';
    $action = $words[1] ?? 'index';
    $method = $action . '_' . strtolower($_SERVER['REQUEST_METHOD']);
    if (function_exists($method)) {
        $answer = call_user_func_array($method, array_slice($words, 2));
    } elseif (function_exists($action)) {
        $answer = call_user_func_array($action, array_slice($words, 2));
    } else {
        http_response_code(404);
        $answer['page'] = 'no such function';
    }
}
switch ($answer['type']) {
    case 'redirect':
        header('Location: ' . $answer['url'], true, 301);
        break;
    case 'ajax':
        echo $answer['page'];
        break;
    default:
        echo '<!DOCTYPE html><meta charset="utf-8"><title>Cloudy</title><script>function $(of) { return { load: function (url) { fetch(url)',
            '.then(function (got) { return got.text(); }).then(function (html) { document.querySelector(of).innerHTML = html; }); } }; }</script>',
            $_SESSION['flash'] ?? '', $answer['page'];
        unset($_SESSION['flash']);
}
