#include "ui/servers/filteredit.h"

#include "models/items/filterwords.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStringListModel>

#include <chrono>

namespace checkwatch::servers {

using common::Role;
using namespace std::chrono_literals;

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent), m_completer(new QCompleter(this)), m_options(new QStringListModel(this))
{
    setPlaceholderText(tr("Filter  backend:app state:down"));
    setClearButtonEnabled(true);
    setMaxLength(2000);
    m_completer->setModel(m_options);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_pause.setSingleShot(true);
    m_pause.setInterval(120ms);
    connect(&m_pause, &QTimer::timeout, this, &FilterEdit::apply);
    connect(this, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
    connect(this, &QLineEdit::returnPressed, this, &FilterEdit::apply);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this, &FilterEdit::accept);
}

void FilterEdit::setFilterText(const QString& text)
{
    setText(text);
    m_completer->popup()->hide();
    apply();
}

void FilterEdit::apply()
{
    m_pause.stop();
    auto filter = items::Filter::parse(text());
    m_problem = filter.ok() ? QString() : common::display(filter.error().message);
    common::setPlainToolTip(this, m_problem);
    update();
    if (filter.ok())
        Q_EMIT filterChanged(std::move(*filter));
}

void FilterEdit::offer()
{
    const items::FilterCompletion completion = items::completeFilter(text(), cursorPosition(), m_snapshot.get());
    const QString typed = text().mid(completion.from, cursorPosition() - completion.from);
    const bool done
        = completion.options.size() == 1 && completion.options.front().compare(typed, Qt::CaseInsensitive) == 0;
    const bool nothingTyped = text().trimmed().isEmpty();
    if (completion.options.isEmpty() || done || nothingTyped) {
        m_completer->popup()->hide();
        return;
    }
    m_from = completion.from;
    m_options->setStringList(completion.options);
    const int width = fontMetrics().averageCharWidth() * 30;
    const int left = std::min(cursorRect().left(), std::max(0, this->width() - width));
    m_completer->complete(QRect(left, 0, width, height()));
}

void FilterEdit::accept(const QString& option)
{
    const QString before = text().left(m_from);
    const QString after = text().mid(cursorPosition());
    const bool isKey = option.endsWith(u':');
    const QString gap = isKey || after.startsWith(u' ') ? QString() : QStringLiteral(" ");
    setText(before + option + gap + after);
    setCursorPosition(static_cast<int>(before.size() + option.size() + gap.size()));
    if (isKey)
        offer();
}

void FilterEdit::keyPressEvent(QKeyEvent* event)
{
    const bool open = m_completer->popup()->isVisible();
    if (event->key() == Qt::Key_Space && (event->modifiers() & Qt::ControlModifier) != 0) {
        offer();
        return;
    }
    if (event->key() == Qt::Key_Tab && open) {
        accept(m_completer->currentCompletion());
        return;
    }
    if (event->key() == Qt::Key_Escape && !open && !text().isEmpty()) {
        setFilterText({});
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason)
        apply();
}

/// The problem stands in the free room behind the text; the whole of it is in the tooltip.
void FilterEdit::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_problem.isEmpty())
        return;
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.setPen(theme[Role::DownText]);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.setFont(common::scaled(font(), 0.9));
    const int used = fontMetrics().horizontalAdvance(text()) + 24;
    const QRect room = rect().adjusted(used, 0, -height(), 0);
    if (room.width() < 60)
        return;
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(m_problem, Qt::ElideRight, room.width()));
}

} // namespace checkwatch::servers
