<?php
// SPDX-License-Identifier: Apache-2.0

// The GUI calls the function that an address names, with "_get" or "_post" behind it if there is one: here are those alone that may be called so.

foreach (array('host', 'values', 'api', 'guifi', 'page', 'found', 'status', 'install') as $part) {
    require_once __DIR__ . '/../resources/dimon/' . $part . '.php';
}
unset($part);

// A token does not help against a page of another site that shows one of ours in a frame, and has its visitor click there.
header('X-Frame-Options: DENY');
header("Content-Security-Policy: frame-ancestors 'none'");

function index()
{
    $page = DimonPage::title('dimon_subtitle') . DimonPage::notice();
    return DimonPage::render($page . (DimonHost::installed() ? DimonStatus::page() : DimonInstall::offer()));
}

function install()
{
    if (DimonHost::installed()) {
        return DimonPage::home();
    }
    return DimonPage::render(DimonInstall::form(DimonInstall::answers(DimonGuifi::known()), array()));
}

function install_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    // While apt runs, debconf belongs to it: an answer given meanwhile, by a second click, would be in its way.
    if (DimonHost::installed() || DimonHost::busy()) {
        return DimonPage::home();
    }
    list($values, $wrong) = DimonInstall::posted(array_keys(DimonInstall::QUESTIONS));
    if ($wrong !== array()) {
        http_response_code(400);
        return DimonPage::render(DimonInstall::form($values, $wrong));
    }
    return DimonInstall::start($values);
}

function settings()
{
    return DimonPage::render(DimonInstall::settings(DimonHost::settings(), array()));
}

function settings_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    list($values, $wrong) = DimonInstall::posted(array_keys(DimonHost::SETTINGS));
    if ($wrong !== array()) {
        http_response_code(400);
        return DimonPage::render(DimonInstall::settings($values, $wrong));
    }
    $changed = array();
    foreach (array_diff_assoc($values, DimonHost::settings()) as $name => $value) {
        $changed[] = $name . '=' . $value;
    }
    return $changed === array()
        ? DimonPage::done(array('exit' => 0, 'output' => ''), t('dimon_done_unchanged'))
        : DimonStatus::start('configure', array_merge(array('configure'), $changed));
}

function start_post()
{
    return DimonPage::refused() ?? DimonStatus::start('start', array('start'));
}

function stop_post()
{
    return DimonPage::refused() ?? DimonStatus::start('stop', array('stop'));
}

function restart_post()
{
    return DimonPage::refused() ?? DimonStatus::start('restart', array('restart'));
}

function publish_post()
{
    return DimonPage::refused() ?? DimonStatus::command(array('publish'), t('dimon_done_publish'));
}

function unpublish_post()
{
    return DimonPage::refused() ?? DimonStatus::command(array('unpublish'), t('dimon_done_unpublish'));
}

/** Shown at once and never kept, in the session neither. */
function password_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    $came = DimonHost::run(DimonPage::posted('new') === 'yes' ? array('dimon', 'password', '--new') : array('dimon', 'password'), DimonStatus::SECONDS);
    header('Cache-Control: no-store');
    $page = DimonPage::title('dimon_password_subtitle');
    $page .= $came['exit'] === 0
        ? par(DimonPage::e(t('dimon_password_text'))) . DimonPage::pre($came['output'])
        : DimonPage::alert('error', DimonPage::e(DimonPage::failure($came['exit'])) . DimonPage::pre($came['output']));
    return DimonPage::render($page . DimonPage::back() . DimonPage::act('password', t('dimon_button_password_new'), 'warning', array('new' => 'yes')));
}

function found()
{
    $page = DimonPage::title('dimon_found_subtitle');
    $discovered = DimonApi::get('discovered');
    $page .= $discovered === null
        ? DimonPage::alert('warning', DimonPage::e(t('dimon_api_away')))
        : par(DimonPage::e(t('dimon_found_text'))) . DimonFound::table($discovered, DimonApi::text(DimonApi::get('network'), 'id'));
    return DimonPage::render($page . DimonPage::back());
}

/** "join" alone is a function of PHP. */
function join_get()
{
    return DimonPage::render(DimonStatus::join(DimonPage::asked('network'), DimonPage::asked('store')));
}

function join_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    $network = DimonPage::posted('network') === 'own' ? 'own' : DimonValues::id(DimonPage::posted('network'));
    $stores = trim(DimonPage::posted('store')) === '' ? array() : DimonValues::stores(DimonPage::posted('store'));
    if ($network === null) {
        return DimonPage::failed(400, t('dimon_wrong_network'));
    }
    if ($stores === null || count($stores) > 1) {
        return DimonPage::failed(400, t('dimon_wrong_store'));
    }
    $words = array_merge(array('join', $network), $stores === array() ? array() : array('--store', $stores[0]));
    return DimonStatus::command($words, t($network === 'own' ? 'dimon_done_join_own' : 'dimon_done_join'));
}

function store()
{
    return DimonPage::render(DimonStatus::stores(DimonPage::asked('address')));
}

function store_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    if (DimonPage::posted('own') === 'yes') {
        return DimonStatus::command(array('store', 'own'), t('dimon_done_store_own'));
    }
    $stores = DimonValues::stores(DimonPage::posted('address'));
    return $stores === null
        ? DimonPage::failed(400, t('dimon_wrong_store'))
        : DimonStatus::command(array_merge(array('store', 'use'), $stores), t('dimon_done_store'));
}

function antidote_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    $wanted = DimonPage::posted('wanted');
    return in_array($wanted, array('start', 'stop'), true)
        ? DimonStatus::start('antidote', array('antidote', $wanted))
        : DimonPage::failed(400, t('dimon_wrong_antidote'));
}

/** For a part of the first page. */
function antidote()
{
    $came = DimonHost::run(array('dimon', 'antidote', 'status'), 20);
    return array('type' => 'ajax', 'page' => DimonPage::pre($came['output']));
}

/** For a part of the first page. */
function certificate()
{
    $came = DimonHost::run(array('dimon', 'certificate'), 20);
    return array('type' => 'ajax', 'page' => DimonPage::pre($came['output']));
}

function uninstall()
{
    $page = DimonPage::title('dimon_uninstall_subtitle') . par(DimonPage::e(t('dimon_uninstall_text')));
    return DimonPage::render($page . DimonPage::back() . DimonPage::act('uninstall', t('dimon_button_uninstall'), 'danger'));
}

function uninstall_post()
{
    return DimonPage::refused() ?? DimonStatus::packages('uninstall');
}

/** What came of the last long work has been read. */
function dismiss_post()
{
    $refused = DimonPage::refused();
    if ($refused !== null) {
        return $refused;
    }
    if (!DimonHost::busy()) {
        DimonHost::forgetJob();
    }
    return DimonPage::home();
}
