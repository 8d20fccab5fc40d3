#include "ui/wall/parts.h"

#include "ui/wall/type.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::Role;

namespace {

/// An entry as it is written: its detail in one line, or broken into several.
struct Entry
{
    const WorstRow* row = nullptr;
    QStringList detail;
};

/// As many words as there is room for, at least one, taken from `words`.
QString lineOf(QStringList& words, const QString& between, int px, double room)
{
    QString line = words.takeFirst();
    while (!words.isEmpty() && widthOf(line + between + words.front(), px) <= room) {
        line += between + words.takeFirst();
    }
    return line;
}

/// Broken between its parts; a part that is longer than a line between its words.
QStringList broken(const QString& detail, int px, double room)
{
    if (widthOf(detail, px) <= room) { // nearly all of them
        return {detail};
    }
    constexpr qsizetype mostLines = 3;
    const QString between = QStringLiteral(" · ");
    QStringList parts = detail.split(between);
    QStringList lines;
    while (!parts.isEmpty()) {
        QString line = lineOf(parts, between, px, room);
        QStringList words = widthOf(line, px) > room ? line.split(QLatin1Char(' ')) : QStringList();
        while (!words.isEmpty() && lines.size() + 1 < mostLines) {
            line = lineOf(words, QStringLiteral(" "), px, room);
            if (!words.isEmpty()) {
                lines += line;
            }
        }
        lines += words.isEmpty() ? line : words.join(QLatin1Char(' '));
    }
    if (lines.size() > mostLines) { // the end of the last is cut
        const QString rest = lines.mid(mostLines - 1).join(between);
        lines = lines.mid(0, mostLines - 1) + QStringList(rest);
    }
    return lines;
}

double stepOf(qsizetype lines, const Scale& scale)
{
    return heightOf(scale.name) + static_cast<double>(lines) * heightOf(scale.detail) + scale.of(16);
}

void addRow(Composer& composer, const QRectF& room, const Entry& entry)
{
    const Scale& scale = composer.scale();
    const WorstRow& row = *entry.row;
    const double first = heightOf(scale.name);
    const double side = scale.of(32);
    const QRectF line(room.left(), room.top() + scale.of(4), room.width(), first);
    composer.glyph(QRectF(line.left(), line.center().y() - side / 2, side, side), row.glyph, row.fraction);
    const double age = composer.right(line, {row.age, scale.name, true, row.ageInk, Role::Panel});
    composer.left(line.adjusted(side + scale.of(12), 0, -age - scale.of(16), 0),
                  {row.name, scale.name, true, Role::Text, Role::Panel});
    double y = line.bottom();
    for (const QString& detail : entry.detail) {
        composer.left(
            QRectF(room.left(), y, room.width(), heightOf(scale.detail)),
            {detail, scale.detail, false, row.rank == WorstRow::Rank::Cleared ? Role::Muted : Role::Text, Role::Panel});
        y += heightOf(scale.detail);
    }
}

void addEmpty(Composer& composer, const QRectF& room, const QString& words)
{
    const Scale& scale = composer.scale();
    double y = room.top();
    for (const QString& line : broken(words, scale.detail, room.width())) {
        composer.left(QRectF(room.left(), y, room.width(), heightOf(scale.detail)),
                      {line, scale.detail, false, Role::Muted, Role::Panel});
        y += heightOf(scale.detail);
    }
}

/// The rows of a page: what is pinned first, then a page of the rest. Where even the pinned ones do not all have room, the
/// most urgent stay and the last places go through the others.
std::vector<Entry> pageOf(const std::vector<Entry>& list, std::size_t room, int page, int& pages)
{
    std::vector<Entry> shown;
    const auto pinned
        = static_cast<std::size_t>(std::ranges::count_if(list, [](const Entry& entry) { return entry.row->pinned(); }));
    const std::size_t turned = list.size() > room && room > 1 ? std::max<std::size_t>(1, room / 4) : 0;
    const std::size_t fixed = std::min(pinned, room - std::min(room, turned));
    for (std::size_t i = 0; i < fixed; ++i) {
        shown.push_back(list[i]);
    }
    const std::size_t turning = room - fixed;
    const std::size_t rest = list.size() - fixed;
    pages = turning == 0 || rest <= turning ? 1 : static_cast<int>((rest + turning - 1) / turning);
    const std::size_t next = fixed + static_cast<std::size_t>(page % pages) * turning;
    const std::size_t from = pages > 1 ? std::min(next, list.size() - turning) : next; // the last one is as full as any
    for (std::size_t i = from; i < std::min(list.size(), from + turning); ++i) {
        shown.push_back(list[i]);
    }
    return shown;
}

/// What entries have: as many of them as fit with every cause whole, where that is enough of them, and then what still fits
/// in one line; else as many as there is room for in one line.
std::size_t rowsFor(const std::vector<Entry>& entries, std::size_t all, double room, const Scale& scale)
{
    constexpr double enough = 4;
    double needed = 0;
    qsizetype most = 1;
    for (const Entry& entry : entries) {
        needed += stepOf(entry.detail.size(), scale);
        most = std::max(most, entry.detail.size());
    }
    if (all == entries.size() && needed <= room + scale.of(4)) {
        return entries.size();
    }
    const double one = stepOf(1, scale);
    if (static_cast<double>(all) * one <= room + scale.of(4)) {
        return entries.size();
    }
    // Without what tells how many more there are, which may come close to the last row.
    const double rest = std::max(0.0, room - heightOf(scale.detail) + scale.of(12));
    const double whole = std::floor(rest / stepOf(most, scale));
    const double rows
        = whole >= enough ? whole + std::floor((rest - whole * stepOf(most, scale)) / one) : std::floor(rest / one);
    return static_cast<std::size_t>(rows);
}

/// Causes that are too long for a line have more where there is room for it, from the top; else their lines take turns.
void useSpare(std::vector<Entry>& shown, double room, const Scale& scale, int turn)
{
    double spare = room - static_cast<double>(shown.size()) * stepOf(1, scale);
    for (Entry& entry : shown) {
        const double more = stepOf(entry.detail.size(), scale) - stepOf(1, scale);
        if (more <= spare) {
            spare -= more;
        } else {
            entry.detail = QStringList(entry.detail[turn % entry.detail.size()]);
        }
    }
}

} // namespace

int addWorst(Composer& composer, const QRectF& area, const WorstList& list, int page)
{
    if (area.isEmpty()) {
        return 1;
    }
    const Scale& scale = composer.scale();
    composer.panel(area);
    const double pad = scale.of(16);
    const QRectF room = area.adjusted(pad, pad / 2, -pad, -pad / 2);
    if (list.rows.empty()) {
        addEmpty(composer, room.adjusted(0, pad / 2, 0, 0), list.nothing);
        return 1;
    }
    const double more = heightOf(scale.detail);
    std::vector<Entry> entries;
    entries.reserve(list.rows.size());
    for (const WorstRow& row : list.rows) {
        entries.push_back({&row, broken(row.detail, scale.detail, room.width())});
    }
    const std::size_t rows = rowsFor(entries, list.all, room.height(), scale);
    int pages = 1;
    std::vector<Entry> shown = pageOf(entries, rows, page, pages);
    // What tells how many more there are may come close to the last row, as in rowsFor().
    useSpare(shown, room.height() + (list.all > shown.size() ? scale.of(12) - more : scale.of(4)), scale,
             page / pages); // not in step with the pages: each entry comes with each of its lines
    double y = room.top();
    for (const Entry& entry : shown) {
        if (entry.row != shown.front().row) {
            composer.box({QRectF(area.left(), y - scale.of(2), area.width(), 1), Role::Line});
        }
        const double step = stepOf(entry.detail.size(), scale);
        addRow(composer, QRectF(room.left(), y, room.width(), step), entry);
        y += step;
    }
    if (list.all > shown.size()) {
        composer.left(QRectF(room.left(), room.bottom() - more, room.width(), more),
                      {QStringLiteral("and %1 more, worst first").arg(list.all - shown.size()), scale.detail, false,
                       Role::Text, Role::Panel});
    }
    return pages;
}

} // namespace checkwatch::wall
