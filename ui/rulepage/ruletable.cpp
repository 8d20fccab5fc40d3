#include "ui/rulepage/ruletable.h"

#include "ui/common/font.h"
#include "ui/common/theme.h"
#include "ui/rulepage/ruledelegate.h"
#include "ui/rulepage/rulewords.h"

#include <QHeaderView>
#include <QPainter>

#include <algorithm>
#include <array>

namespace checkwatch::rulepage {

using common::Role;

namespace {

/// The headings are words of the view, not of the model.
class RuleHeader final : public QHeaderView
{
public:
    explicit RuleHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) { setSectionsMovable(false); }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {QHeaderView::sizeHint().width(), fontMetrics().height() + 10};
    }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override
    {
        const common::Theme& theme = common::currentTheme();
        painter->fillRect(rect, theme[Role::Panel]);
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme[Role::Line]);
        painter->setPen(theme[Role::Muted]);
        const QRect area = rect.adjusted(8, 0, -8, -1);
        painter->drawText(
            area, Qt::AlignVCenter | Qt::TextSingleLine,
            fontMetrics().elidedText(heading(static_cast<items::RuleColumn>(column)), Qt::ElideRight, area.width()));
    }
};

} // namespace

RuleTable::RuleTable(QWidget* parent) : QTreeView(parent), m_model(new items::RuleListModel(this))
{
    setFont(common::interfaceFont());
    setItemDelegate(new RuleDelegate(*m_model, this));
    setHeader(new RuleHeader(this));
    header()->setFont(common::scaled(font(), 0.9));
    header()->setStretchLastSection(true);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setAccessibleName(QStringLiteral("Rules"));
    m_model->setWords([this](const QModelIndex& index) {
        const items::RuleItem* item = m_model->itemAt(index.row());
        return item == nullptr ? QString() : cellWords(*item, static_cast<items::RuleColumn>(index.column())).text;
    });
    setModel(m_model);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RuleTable::ruleSelected);
}

void RuleTable::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    const bool wasEmpty = m_model->rowCount() == 0;
    m_model->setSnapshot(snapshot);
    if (!currentIndex().isValid())
        chooseFirst();
    if (wasEmpty)
        shareOutWidth();
    viewport()->update();
}

void RuleTable::chooseFirst()
{
    int row = 0;
    for (int i = m_model->rowCount() - 1; i >= 0; --i) {
        if (m_model->index(i, 0).data(items::RuleListModel::CannotFireRole).toBool())
            row = i;
    }
    setCurrentIndex(m_model->index(row, 0));
}

const items::RuleItem* RuleTable::selected() const
{
    return currentIndex().isValid() ? m_model->itemAt(currentIndex().row()) : nullptr;
}

void RuleTable::shareOutWidth()
{
    constexpr std::array<int, items::RuleColumnCount> parts{34, 14, 14, 12, 8, 18};
    for (int column = 0; column + 1 < items::RuleColumnCount; ++column)
        header()->resizeSection(column, viewport()->width() * parts[static_cast<std::size_t>(column)] / 100);
}

void RuleTable::resizeEvent(QResizeEvent* event)
{
    QTreeView::resizeEvent(event);
    shareOutWidth();
}

void RuleTable::paintEvent(QPaintEvent* event)
{
    QTreeView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(common::currentTheme()[Role::Muted]);
    painter.drawText(
        viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignHCenter | Qt::TextWordWrap,
        QStringLiteral("No rules yet. The published set loads with the first exporter that answers; your own "
                       "come from rule_files in the configuration."));
}

} // namespace checkwatch::rulepage
