<?php
// SPDX-License-Identifier: Apache-2.0

/** Before DIMON is there, and its settings afterwards. */
final class DimonInstall
{
    /** What the package asks by debconf. */
    const QUESTIONS = array(
        'SNPGraphServerId' => array('vdeb' => 'dimon/SNPGraphServerId', 'kdeb' => 'string'),
        'http-port' => array('vdeb' => 'dimon/http-port', 'kdeb' => 'string'),
        'cnml' => array('vdeb' => 'dimon/cnml', 'kdeb' => 'string'),
    );

    public static function offer(): string
    {
        $page = par(DimonPage::e(t('dimon_description'))) . DimonStatus::job();
        if (DimonHost::busy()) {
            return $page;
        }
        return $page . DimonPage::alert('error', DimonPage::e(t('dimon_not_installed'))) . DimonPage::link('install', t('dimon_button_install'), 'success');
    }

    /** The first answers that the form shows. */
    public static function answers(array $known): array
    {
        return array(
            'SNPGraphServerId' => $known['SNPGraphServerId'],
            'http-port' => DimonHost::SETTINGS['http-port'],
            'cnml' => $known['cnml'],
            'node' => $known['node'],
        );
    }

    public static function form(array $values, array $wrong): string
    {
        $page = DimonPage::title('dimon_install_subtitle') . par(DimonPage::e(t('dimon_install_text')));
        $forbidden = false;
        foreach (DimonHost::obstacles() as $obstacle) {
            $page .= DimonPage::alert($obstacle[0] ? 'error' : 'warning', DimonPage::e($obstacle[1]));
            $forbidden = $forbidden || $obstacle[0];
        }
        if (isset($values['node']) && $values['node'] !== '') {
            $page .= DimonPage::alert('info', DimonPage::e(t('dimon_install_node')) . ' ' . self::node($values['node']));
        }
        $page .= DimonPage::form('install') . self::fields(array_keys(self::QUESTIONS), $values, $wrong) . DimonPage::back();
        if ($forbidden) {
            $page .= addButton(array('label' => DimonPage::e(t('dimon_button_install')), 'class' => 'btn disabled', 'type' => 'button', 'disabled' => 'disabled'));
        } else {
            $page .= addSubmit(array('label' => DimonPage::e(t('dimon_button_install')), 'class' => 'btn btn-success'));
        }
        return $page . endForm();
    }

    private static function node(string $node): string
    {
        $url = 'https://guifi.net/node/' . $node;
        return "<a href='" . DimonPage::e($url) . "' target='_blank' rel='noopener noreferrer'>" . DimonPage::e($url) . '</a>';
    }

    public static function settings(array $values, array $wrong): string
    {
        $page = DimonPage::title('dimon_settings_subtitle') . par(DimonPage::e(t('dimon_settings_text'))) . DimonPage::form('settings');
        $page .= self::fields(array_keys(DimonHost::SETTINGS), $values, $wrong) . DimonPage::back();
        return $page . addSubmit(array('label' => DimonPage::e(t('dimon_button_save')), 'class' => 'btn btn-primary')) . endForm();
    }

    private static function fields(array $names, array $values, array $wrong): string
    {
        $kinds = array(
            'SNPGraphServerId' => array('inputmode' => 'numeric', 'maxlength' => '7'),
            'http-port' => array('type' => 'number', 'min' => '1024', 'max' => '65535', 'required' => 'required'),
            'https-port' => array('type' => 'number', 'min' => '0', 'max' => '65535', 'required' => 'required'),
            'cnml' => array('maxlength' => '400', 'style' => 'width:32em;max-width:100%'),
        );
        $page = '';
        foreach ($names as $name) {
            if (in_array($name, $wrong, true)) {
                $page .= DimonPage::alert('error', DimonPage::e(sprintf(t('dimon_wrong'), t('dimon_field_' . $name), t('dimon_valid_' . $name))));
            }
            $page .= DimonPage::input($name, t('dimon_field_' . $name), $values[$name], t('dimon_tooltip_' . $name), $kinds[$name]);
        }
        return $page;
    }

    /** @return array the values (as they came where they are wrong), and the names of the wrong ones */
    public static function posted(array $names): array
    {
        $values = array();
        $wrong = array();
        foreach ($names as $name) {
            $value = isset($_POST[$name]) ? DimonValues::setting($name, $_POST[$name]) : null;
            if ($value === null) {
                $wrong[] = $name;
            }
            $values[$name] = $value === null ? DimonPage::posted($name) : $value;
        }
        // The package has an HTTPS port of its own, which it does not ask.
        $https = isset($values['https-port']) ? $values['https-port'] : DimonHost::SETTINGS['https-port'];
        if ($values['http-port'] === $https && !in_array('http-port', $wrong, true)) {
            $wrong[] = 'http-port';
        }
        return array($values, $wrong);
    }

    /** Answers debconf's questions before they are asked. */
    public static function start(array $values): array
    {
        $said = trim((string) package_default_variables($values, self::QUESTIONS, DimonHost::PACKAGE));
        if ($said !== '') {
            setSessionValue(DimonPage::NOTICE, array('kind' => 'warning', 'text' => t('dimon_install_said'), 'output' => $said));
        }
        return DimonStatus::packages('install');
    }
}
