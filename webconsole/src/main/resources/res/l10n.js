// SPDX-License-Identifier: Apache-2.0
// The texts of the page in the language of the console.

const TEXTS = {
  en: {
    all: 'All', down: 'Down', unreachable: 'Unreachable', degraded: 'Degraded', unknown: 'No data', maintenance: 'Maintenance', up: 'Up',
    monitor: 'Monitor', devicesWatched: 'devices watched', otherMonitors: 'other monitors alive', settings: 'Settings',
    probes: 'Probes', noProbe: 'No probe is running: nothing is measured.', sources: 'Sources', noSource: 'No source of devices is configured.',
    inInventory: 'in the inventory', new: 'not read yet', imported: 'imported', unchanged: 'unchanged', waiting: 'waits for confirmation', failed: 'failed',
    checked: 'checked {0} ago', search: 'Search title, id, address, node or zone', searchLabel: 'Search devices', states: 'Filter by state', devices: 'Devices',
    state: 'State', device: 'Device', place: 'Node and zone', address: 'Address', rtt: 'RTT', loss: 'Loss', lastSample: 'Last sample', since: 'Since', reason: 'Reason',
    range: '{0}–{1} of {2}', previous: 'Previous', next: 'Next', pages: 'Pages', noDevice: 'No device matches.', emptyInventory: 'No device is watched yet. Configure a source under Settings.',
    loading: 'Loading…', stale: 'No answer from the monitor for {0}. What you see is from {1}.', neverAnswered: 'The monitor does not answer.', fresh: 'Updated {0}',
    close: 'Close', justNow: 'now', history: 'Changes of state', noHistory: 'No change is remembered.', links: 'Links', noLink: 'No link is known.', details: 'Details',
    addresses: 'Addresses', type: 'Type', status: 'Status', node: 'Node', zone: 'Zone', id: 'Id', watchers: 'Watched by', snmp: 'SNMP interfaces', lastAnswer: 'Last answer',
    chart: 'Round-trip time and loss', hours: '{0} h', days: '{0} days', noPoint: 'No sample in this time.', median: 'median', lost: 'lost', window: 'Period',
    chartSummary: 'Median {0}, from {1} to {2}; {3} lost.', position: 'Position', ago: '{0} ago', noArchive: 'The samples cannot be shown: {0}',
    traffic: 'Traffic', in: 'In', out: 'Out', trafficSummary: '{0} {1} on average, {2} at most.', noTraffic: 'No traffic was measured in this time.', interfaces: 'Interfaces', interface: 'Interface', now: 'Now', lastDay: 'Last 24 h',
    noInterface: 'The device has told of no interface.', ofItself: 'What the device says of itself', name: 'Name', description: 'Description', location: 'Location', contact: 'Contact', uptime: 'Uptime', askedAs: 'Asked by',
    ifUp: 'Up', ifDown: 'Down', ifTesting: 'Testing', ifUnknown: 'Unknown', ifDormant: 'Dormant', ifNotPresent: 'Not present', ifLowerLayerDown: 'Down below', ifDisabled: 'Disabled',
  },
  ca: {
    all: 'Tots', down: 'Caigut', unreachable: 'Inabastable', degraded: 'Degradat', unknown: 'Sense dades', maintenance: 'Manteniment', up: 'Actiu',
    monitor: 'Monitor', devicesWatched: 'dispositius vigilats', otherMonitors: 'altres monitors vius', settings: 'Configuració',
    probes: 'Sondes', noProbe: 'Cap sonda en marxa: no es mesura res.', sources: 'Fonts', noSource: 'No hi ha cap font de dispositius configurada.',
    inInventory: 'a l’inventari', new: 'encara no llegida', imported: 'importada', unchanged: 'sense canvis', waiting: 'espera confirmació', failed: 'ha fallat',
    checked: 'comprovada fa {0}', search: 'Cerca títol, id, adreça, node o zona', searchLabel: 'Cerca dispositius', states: 'Filtra per estat', devices: 'Dispositius',
    state: 'Estat', device: 'Dispositiu', place: 'Node i zona', address: 'Adreça', rtt: 'RTT', loss: 'Pèrdua', lastSample: 'Última mostra', since: 'Des de', reason: 'Motiu',
    range: '{0}–{1} de {2}', previous: 'Anterior', next: 'Següent', pages: 'Pàgines', noDevice: 'Cap dispositiu coincideix.', emptyInventory: 'Encara no es vigila cap dispositiu. Configureu una font a Configuració.',
    loading: 'Carregant…', stale: 'El monitor no respon des de fa {0}. El que veieu és de {1}.', neverAnswered: 'El monitor no respon.', fresh: 'Actualitzat {0}',
    close: 'Tanca', justNow: 'ara', history: 'Canvis d’estat', noHistory: 'No es recorda cap canvi.', links: 'Enllaços', noLink: 'No es coneix cap enllaç.', details: 'Detalls',
    addresses: 'Adreces', type: 'Tipus', status: 'Situació', node: 'Node', zone: 'Zona', id: 'Id', watchers: 'Vigilat per', snmp: 'Interfícies SNMP', lastAnswer: 'Última resposta',
    chart: 'Temps d’anada i tornada i pèrdua', hours: '{0} h', days: '{0} dies', noPoint: 'Cap mostra en aquest temps.', median: 'mediana', lost: 'perdut', window: 'Període',
    chartSummary: 'Mediana {0}, de {1} a {2}; {3} perdut.', position: 'Posició', ago: 'fa {0}', noArchive: 'No es poden mostrar les mostres: {0}',
    traffic: 'Trànsit', in: 'Entrada', out: 'Sortida', trafficSummary: '{0} {1} de mitjana, {2} com a màxim.', noTraffic: 'No s’ha mesurat cap trànsit en aquest temps.', interfaces: 'Interfícies', interface: 'Interfície', now: 'Ara', lastDay: 'Últimes 24 h',
    noInterface: 'El dispositiu no ha parlat de cap interfície.', ofItself: 'Què diu el dispositiu de si mateix', name: 'Nom', description: 'Descripció', location: 'Ubicació', contact: 'Contacte', uptime: 'Temps en marxa', askedAs: 'Preguntat per',
    ifUp: 'Activa', ifDown: 'Caiguda', ifTesting: 'En proves', ifUnknown: 'Desconegut', ifDormant: 'Adormida', ifNotPresent: 'No present', ifLowerLayerDown: 'Caiguda a sota', ifDisabled: 'Desactivada',
  },
  es: {
    all: 'Todos', down: 'Caído', unreachable: 'Inalcanzable', degraded: 'Degradado', unknown: 'Sin datos', maintenance: 'Mantenimiento', up: 'Activo',
    monitor: 'Monitor', devicesWatched: 'dispositivos vigilados', otherMonitors: 'otros monitores vivos', settings: 'Configuración',
    probes: 'Sondas', noProbe: 'Ninguna sonda en marcha: no se mide nada.', sources: 'Fuentes', noSource: 'No hay ninguna fuente de dispositivos configurada.',
    inInventory: 'en el inventario', new: 'aún no leída', imported: 'importada', unchanged: 'sin cambios', waiting: 'espera confirmación', failed: 'ha fallado',
    checked: 'comprobada hace {0}', search: 'Buscar título, id, dirección, nodo o zona', searchLabel: 'Buscar dispositivos', states: 'Filtrar por estado', devices: 'Dispositivos',
    state: 'Estado', device: 'Dispositivo', place: 'Nodo y zona', address: 'Dirección', rtt: 'RTT', loss: 'Pérdida', lastSample: 'Última muestra', since: 'Desde', reason: 'Motivo',
    range: '{0}–{1} de {2}', previous: 'Anterior', next: 'Siguiente', pages: 'Páginas', noDevice: 'Ningún dispositivo coincide.', emptyInventory: 'Aún no se vigila ningún dispositivo. Configure una fuente en Configuración.',
    loading: 'Cargando…', stale: 'El monitor no responde desde hace {0}. Lo que ve es de {1}.', neverAnswered: 'El monitor no responde.', fresh: 'Actualizado {0}',
    close: 'Cerrar', justNow: 'ahora', history: 'Cambios de estado', noHistory: 'No se recuerda ningún cambio.', links: 'Enlaces', noLink: 'No se conoce ningún enlace.', details: 'Detalles',
    addresses: 'Direcciones', type: 'Tipo', status: 'Situación', node: 'Nodo', zone: 'Zona', id: 'Id', watchers: 'Vigilado por', snmp: 'Interfaces SNMP', lastAnswer: 'Última respuesta',
    chart: 'Tiempo de ida y vuelta y pérdida', hours: '{0} h', days: '{0} días', noPoint: 'Ninguna muestra en este tiempo.', median: 'mediana', lost: 'perdido', window: 'Periodo',
    chartSummary: 'Mediana {0}, de {1} a {2}; {3} perdido.', position: 'Posición', ago: 'hace {0}', noArchive: 'No se pueden mostrar las muestras: {0}',
    traffic: 'Tráfico', in: 'Entrada', out: 'Salida', trafficSummary: '{0} {1} de media, {2} como máximo.', noTraffic: 'No se ha medido ningún tráfico en este tiempo.', interfaces: 'Interfaces', interface: 'Interfaz', now: 'Ahora', lastDay: 'Últimas 24 h',
    noInterface: 'El dispositivo no ha hablado de ninguna interfaz.', ofItself: 'Lo que dice el dispositivo de sí mismo', name: 'Nombre', description: 'Descripción', location: 'Ubicación', contact: 'Contacto', uptime: 'Tiempo en marcha', askedAs: 'Preguntado por',
    ifUp: 'Activa', ifDown: 'Caída', ifTesting: 'En pruebas', ifUnknown: 'Desconocido', ifDormant: 'Inactiva', ifNotPresent: 'No presente', ifLowerLayerDown: 'Caída debajo', ifDisabled: 'Desactivada',
  },
};

export const language = document.getElementById('dimon').lang;

export function t(key, ...values) {
  return TEXTS[language][key].replace(/\{(\d)\}/g, (whole, index) => values[index]);
}
