#include "ui/wall/matrixpart.h"

#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/bars.h"
#include "ui/wall/type.h"

#include <QStringList>

#include <algorithm>
#include <optional>

namespace checkwatch::wall {

using common::display;
using common::Role;
using fleet::Shown;
using Level = MatrixPlan::Level;

namespace {

constexpr int nameCap = 60;

bool isWrong(Shown shown)
{
    return shown == Shown::DownRuleSilent || shown == Shown::DownFiring || shown == Shown::Firing
        || shown == Shown::Pending || shown == Shown::Out;
}

class Writer
{
public:
    Writer(Composer& composer, const MatrixPlan& plan, const Matrix& matrix, const Places& places, const Moment& moment)
        : m_composer(composer), m_scale(composer.scale()), m_plan(plan), m_matrix(matrix), m_places(places),
          m_moment(moment)
    {
    }

    void addSection(const MatrixPlan::Section& section)
    {
        const MatrixGroup& group = m_matrix.groups[static_cast<std::size_t>(section.group)];
        if (m_plan.level == Level::Rows) {
            addServers(section, group);
        }
        if (m_plan.level != Level::Cells) {
            addVantages(section, group);
        }
        addTitle(section, group);
    }
    int addBars(int page);
    void addHeads();

private:
    [[nodiscard]] QString proxyOf(const MatrixGroup& group) const
    {
        return display(m_places.identityAt(group.servers.front())->proxy, nameCap);
    }
    [[nodiscard]] QString exporterAt(int place) const
    {
        const fleet::ServerIdentity& who = *m_places.identityAt(place);
        return m_moment.exporters.nameOf(who.job, who.instance);
    }
    [[nodiscard]] const Tile& tileAt(const MatrixGroup& group, std::size_t cell) const
    {
        return m_places.tiles()[static_cast<std::size_t>(group.servers.front()) + cell];
    }
    /// What its HAProxies see of a group, one by one.
    [[nodiscard]] std::vector<Sum> sumsOf(const MatrixGroup& group) const
    {
        std::vector<Sum> sums(group.vantages.size());
        for (std::size_t i = 0; i < group.cells.size(); ++i) {
            sums[static_cast<std::size_t>(group.cells[i].vantage)].add(tileAt(group, i));
        }
        return sums;
    }
    void addServers(const MatrixPlan::Section& section, const MatrixGroup& group)
    {
        std::vector<bool> wrong(group.servers.size());
        for (std::size_t i = 0; i < group.cells.size(); ++i) {
            const auto server = static_cast<std::size_t>(group.cells[i].server);
            wrong[server] = wrong[server] || isWrong(tileAt(group, i).shown);
        }
        for (int server = section.first; server < section.first + section.count; ++server) {
            const bool bold = wrong[static_cast<std::size_t>(server)];
            const int place = group.servers[static_cast<std::size_t>(server)];
            m_composer.left(m_plan.serverName(section, server).adjusted(0, 0, -m_scale.of(12), 0),
                            {display(m_places.identityAt(place)->server, nameCap), m_scale.detail, bold,
                             bold ? Role::Text : Role::Muted, Role::Panel});
        }
    }
    void addVantages(const MatrixPlan::Section& section, const MatrixGroup& group)
    {
        const int lines = m_plan.level == Level::Rows ? 1 : MatrixPlan::linesOf(section);
        for (int line = 0; line < lines; ++line) {
            for (int vantage = 0; vantage < section.vantages; ++vantage) {
                const QRectF room = m_plan.vantageName(section, vantage, line);
                const Composer::Words words{exporterAt(group.vantages[static_cast<std::size_t>(vantage)]),
                                            m_scale.small, false, Role::Muted, Role::Panel};
                if (m_plan.level == Level::Rows) {
                    m_composer.centred(room, words);
                } else {
                    m_composer.left(room.adjusted(0, 0, -m_scale.of(8), 0), words);
                }
            }
        }
    }
    /// What is left of the backend where the least is left of it; what it was where nobody knows any more.
    [[nodiscard]] Composer::Words remarkOf(const MatrixGroup& group, double room) const;
    void addTitle(const MatrixPlan::Section& section, const MatrixGroup& group);
    [[nodiscard]] QString namesOf(const std::vector<int>& exporters) const
    {
        QStringList names;
        for (const int place : exporters) {
            names << exporterAt(place);
        }
        return names.join(QStringLiteral(", "));
    }
    void addBar(const MatrixPlan::Section& section, const MatrixGroup& group, const std::vector<Sum>& sums);

    Composer& m_composer;
    const Scale& m_scale;
    const MatrixPlan& m_plan;
    const Matrix& m_matrix;
    const Places& m_places;
    const Moment& m_moment;
};

Composer::Words Writer::remarkOf(const MatrixGroup& group, double room) const
{
    const std::vector<Sum> sums = sumsOf(group);
    std::optional<std::size_t> least;
    bool all = true;
    const auto left = [&](std::size_t i) { return sums[i].all - sums[i].down() - sums[i].of(Shown::Out); };
    for (std::size_t i = 0; i < sums.size(); ++i) {
        if (sums[i].of(Shown::Stale) > 0) {
            continue;
        }
        all = all && (!least || (left(i) == left(*least) && sums[i].all == sums[*least].all));
        least = !least || left(i) < left(*least) ? i : *least;
    }
    if (!least) {
        return {QStringLiteral("no HAProxy answers"), m_scale.detail, false, Role::Muted, Role::Panel};
    }
    const Sum& sum = sums[*least];
    if (left(*least) == sum.all) {
        return {};
    }
    const QString brief = QStringLiteral("%1 of %2").arg(left(*least)).arg(sum.all);
    const QString whole = brief + QStringLiteral(" in rotation")
        + (all ? QString() : QStringLiteral(" on ") + exporterAt(group.vantages[*least]));
    return {widthOf(whole, m_scale.detail) <= room ? whole : brief, m_scale.detail, false,
            sum.down() > 0 ? Role::DownText : Role::OutText, Role::Panel};
}

void Writer::addTitle(const MatrixPlan::Section& section, const MatrixGroup& group)
{
    QString title = proxyOf(group);
    QRectF line = section.title;
    if (m_plan.level == Level::Rows) {
        line.setWidth(m_plan.names - m_scale.of(12));
    } else {
        title += m_plan.level == Level::Cells && m_plan.heads.empty()
            ? QStringLiteral(" · from the top ") + namesOf(group.vantages)
            : QString();
    }
    const bool rows = m_plan.level == Level::Rows;
    const double cells = rows ? m_plan.vantageName(section, section.vantages - 1, 0).right() : line.left();
    const double room = section.title.right() - cells - m_scale.of(20);
    const Composer::Words remark = section.first == 0 ? remarkOf(group, rows ? room : room * 0.7) : Composer::Words{};
    const double remarked = remark.text.isEmpty() ? 0 : widthOf(remark.text, remark.px) + m_scale.of(20);
    line.setWidth(rows ? line.width() : line.width() - remarked);
    const double used = m_composer.left(line, {title, m_scale.detail, false, Role::Text, Role::Panel});
    if (remarked > 0 && (!rows || remarked <= room + m_scale.of(20))) {
        const double left = rows ? cells : line.left() + used;
        m_composer.left(section.title.adjusted(left + m_scale.of(20) - section.title.left(), 0, 0, 0), remark);
    }
}

void Writer::addHeads()
{
    const auto slots = static_cast<int>(m_matrix.exporters.size());
    if (m_plan.heads.empty()) {
        return;
    }
    const bool cells = m_plan.level == Level::Cells;
    if (cells || !m_plan.named) {
        const QString from = cells ? QStringLiteral("from the top ") : QStringLiteral("from the left ");
        m_composer.left(m_plan.heads.front().united(m_plan.heads.back()),
                        {from + namesOf(m_matrix.exporters), m_scale.small, false, Role::Muted, Role::Panel});
        return;
    }
    for (const QRectF& head : m_plan.heads) {
        for (int slot = 0; slot < slots; ++slot) {
            m_composer.left(m_plan.slot(head, slot, slots),
                            {exporterAt(m_matrix.exporters[static_cast<std::size_t>(slot)]), m_scale.small, false,
                             Role::Muted, Role::Panel});
        }
    }
}

void Writer::addBar(const MatrixPlan::Section& section, const MatrixGroup& group, const std::vector<Sum>& sums)
{
    for (std::size_t vantage = 0; vantage < group.vantages.size(); ++vantage) {
        const auto exporter = std::ranges::find_if(
            m_matrix.exporters, [&](int place) { return sameExporter(m_places, place, group.vantages[vantage]); });
        const auto slot = static_cast<int>(std::distance(m_matrix.exporters.begin(), exporter));
        wall::addBar(m_composer, m_plan.slot(section.area, slot, section.vantages), sums[vantage]);
    }
}

int Writer::addBars(int page)
{
    std::vector<Sum> sums;
    sums.reserve(m_matrix.groups.size());
    for (const PlaceGroup& group : m_places.groups()) {
        sums.push_back(sumOf(m_places.tiles(), group.first, group.count));
    }
    const BarPage bars = barPage(m_plan.sections.size(), m_plan.fits, sums, page);
    for (std::size_t i = 0; i < bars.groups.size(); ++i) {
        const MatrixPlan::Section& section = m_plan.sections[i];
        const MatrixGroup& group = m_matrix.groups[bars.groups[i]];
        const Sum& sum = sums[bars.groups[i]];
        const double count = addWorstCount(m_composer, section.title, sum);
        m_composer.left(section.title.adjusted(0, 0, -count, 0),
                        {proxyOf(group), m_scale.small, false, Role::Text, Role::Panel});
        if (section.vantages > 1) {
            addBar(section, group, sumsOf(group));
        } else {
            wall::addBar(m_composer, section.area, sum);
        }
    }
    if (bars.hidden > 0) {
        const MatrixPlan::Section& last = m_plan.sections.back();
        addHidden(m_composer, last.title.united(last.area), bars.hidden);
    }
    return bars.pages;
}

} // namespace

MatrixNames namesOf(const Matrix& matrix, const Places& places, const common::ExporterNames& exporters,
                    const Scale& scale)
{
    constexpr std::size_t mostMeasured = 400; ///< more have no room for names anyway
    MatrixNames names;
    for (const int place : matrix.exporters) {
        const fleet::ServerIdentity& who = *places.identityAt(place);
        names.exporter = std::max(names.exporter, widthOf(exporters.nameOf(who.job, who.instance), scale.small));
    }
    std::size_t measured = 0;
    for (const MatrixGroup& group : matrix.groups) {
        names.server = std::max(
            names.server, widthOf(display(places.identityAt(group.servers.front())->proxy, nameCap), scale.detail));
        for (const int place : group.servers) {
            if (++measured > mostMeasured) {
                return names;
            }
            names.server = std::max(names.server,
                                    widthOf(display(places.identityAt(place)->server, nameCap), scale.detail, true));
        }
    }
    return names;
}

int addMatrixWords(Composer& composer, const MatrixPlan& plan, const Matrix& matrix, const Places& places,
                   const Moment& moment, int page)
{
    Writer writer(composer, plan, matrix, places, moment);
    writer.addHeads();
    if (plan.level == Level::Bars) {
        return writer.addBars(page);
    }
    for (const MatrixPlan::Section& section : plan.sections) {
        writer.addSection(section);
    }
    return 1;
}

} // namespace checkwatch::wall
