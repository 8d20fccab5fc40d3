#include "ui/wall/parts.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/ratemeter.h"
#include "ui/wall/type.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::display;
using common::Glyph;
using common::Role;
using fleet::EventKind;

namespace {

struct RecentLine
{
    Glyph glyph = Glyph::None;
    QString who;
    QString what; ///< after a space; where there is no room for it the glyph says it
};

QString nameOf(const fleet::Event& event)
{
    const std::string& server = event.serverName.empty() ? event.name : event.serverName;
    return event.proxy.empty() ? display(server, 60)
                               : display(event.proxy, 60) + QLatin1Char('/') + display(server, 60);
}

/// The words that the state has elsewhere on the screens; events carry its name.
QString stateOf(const fleet::Event& event)
{
    for (int i = 0; i <= static_cast<int>(haproxy::ServerState::Up); ++i) {
        const auto state = static_cast<haproxy::ServerState>(i);
        if (haproxy::serverStateName(state) == event.after) {
            return common::haproxyStateWords(state);
        }
    }
    return display(event.after, 40);
}

RecentLine lineOf(const fleet::Event& event, const Moment& moment)
{
    const QString exporter = moment.exporters.nameOf(event.job, event.instance);
    switch (event.kind) {
    case EventKind::ServerState:
        return {common::glyphFor(static_cast<fleet::Shown>(event.shown)), nameOf(event), stateOf(event)};
    case EventKind::AlertPending: return {Glyph::Progress, nameOf(event), QStringLiteral("pending")};
    case EventKind::AlertFiring: return {Glyph::Triangle, nameOf(event), QStringLiteral("firing")};
    case EventKind::AlertResolved: return {Glyph::Hollow, nameOf(event), QStringLiteral("resolved")};
    case EventKind::AlertClearedDown: return {Glyph::Cross, nameOf(event), QStringLiteral("cleared, is DOWN")};
    case EventKind::AlertUnknown: return {Glyph::Stale, nameOf(event), QStringLiteral("unknown")};
    case EventKind::TargetDown: return {Glyph::Stale, exporter, QStringLiteral("silent")};
    case EventKind::TargetUp: return {Glyph::Hollow, exporter, QStringLiteral("answers")};
    case EventKind::TargetReloaded: return {Glyph::Hollow, exporter, QStringLiteral("reloaded")};
    case EventKind::Clock: return {Glyph::None, QStringLiteral("clock set"), {}};
    case EventKind::Configuration: return {Glyph::None, QStringLiteral("configuration"), {}};
    case EventKind::LogLine:
    case EventKind::Silenced:
    case EventKind::Alertmanager:
    case EventKind::Acknowledged:       // in the list, with what it is about
    case EventKind::RunbookStep: break; // for who works on it, not for who walks by
    }
    return {};
}

/// An alert that never fired and is over is no news to anybody; lines of a log would push everything else away.
bool isNews(const fleet::Event& event)
{
    const bool details = event.kind == EventKind::LogLine || event.kind == EventKind::RunbookStep
        || event.kind == EventKind::Acknowledged || event.kind == EventKind::Silenced
        || event.kind == EventKind::Alertmanager;
    return !details && (event.kind != EventKind::AlertResolved || event.fired);
}

void addLine(Composer& composer, QRectF line, const fleet::Event& event, const Moment& moment)
{
    const Scale& scale = composer.scale();
    const RecentLine recent = lineOf(event, moment);
    const bool narrow = line.width() < scale.of(320); // beside a code: who it was is worth more than the seconds
    const QString clock
        = narrow ? common::shortTime(event.time, moment.zone) : common::clockTime(event.time, moment.zone);
    const double time = composer.left(line, {clock, scale.small, false, Role::Muted, Role::Panel});
    line.setLeft(line.left() + time + scale.of(10));
    const double side = scale.of(22);
    composer.glyph(QRectF(line.left(), line.center().y() - side / 2, side, side), recent.glyph);
    line.setLeft(line.left() + side + scale.of(10));
    const QString whole = recent.what.isEmpty() ? recent.who : recent.who + QLatin1Char(' ') + recent.what;
    composer.left(line,
                  {widthOf(whole, scale.small) <= line.width() ? whole : recent.who, scale.small, false, Role::Text,
                   Role::Panel});
}

} // namespace

int codeSide(const Scale& scale)
{
    return qRound(scale.of(224));
}

QRectF addRecent(Composer& composer, const QRectF& area, const Moment& moment, double codeWidth)
{
    if (area.isEmpty()) {
        return {};
    }
    const Scale& scale = composer.scale();
    composer.panel(area);
    const double pad = scale.of(16);
    QRectF room = area.adjusted(pad, pad / 2, -pad, -pad / 2);
    QRectF code;
    if (codeWidth > 0) {
        code = QRectF(area.right() - codeWidth - pad, area.top(), codeWidth, area.height());
        room.setRight(code.left() - pad);
    }
    const double heading = addRateMeter(composer, room, alarmsInTenMinutes(moment.snapshot, moment.now));
    const double step = heightOf(scale.small) + scale.of(2);
    double y = room.top() + heading + scale.of(2);
    if (moment.snapshot.events) {
        const auto& events = *moment.snapshot.events;
        for (auto event = events.rbegin(); event != events.rend() && y + step <= room.bottom(); ++event) {
            if (isNews(*event)) {
                addLine(composer, QRectF(room.left(), y, room.width(), step), *event, moment);
                y += step;
            }
        }
    }
    return code;
}

void addCode(Composer& composer, const QRectF& room, const QImage& code, const QString& caption)
{
    if (room.isEmpty() || code.isNull()) {
        return;
    }
    const Scale& scale = composer.scale();
    const double line = heightOf(scale.small);
    const double side = code.width();
    const QRectF box(std::round(room.center().x() - side / 2), std::round(room.top() + scale.of(10)), side, side);
    composer.image(box, code);
    composer.centred(QRectF(room.left(), room.bottom() - line - scale.of(2), room.width(), line),
                     {caption, scale.small, false, Role::Text, Role::Panel});
}

} // namespace checkwatch::wall
