<?php
// SPDX-License-Identifier: Apache-2.0

addMenu(t('dimon_menu'), 'dimon', t('menus_guifi_guifi'));
