#include "ui/common/text.h"
#include "ui/query/expressionedit.h"
#include "ui/query/querypane.h"
#include "ui/query/resulttable.h"
#include "ui/query/resultview.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace checkwatch::query {
namespace {

QToolButton* makeButton(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleDescription(tip);
    common::setPlainToolTip(button, tip);
    return button;
}

} // namespace

void QueryPane::buildBar()
{
    m_run = makeButton(QStringLiteral("Run"), QStringLiteral("Run the expression (Enter)"), this);
    connect(m_run, &QToolButton::clicked, this, &QueryPane::run);
    m_recent
        = makeButton(QStringLiteral("Recent"), QStringLiteral("Expressions that were run before (Up, Down)"), this);
    m_recent->setPopupMode(QToolButton::InstantPopup);
    auto* recent = new QMenu(m_recent);
    m_recent->setMenu(recent);
    connect(recent, &QMenu::aboutToShow, this, &QueryPane::fillRecent);
    m_rule
        = makeButton(QStringLiteral("Make this a rule…"), QStringLiteral("An alerting rule of this expression"), this);
    connect(m_rule, &QToolButton::clicked, this, &QueryPane::makeRule);
    m_follow = makeButton(QString(), QString(), this);
    m_follow->setCheckable(true);
    m_follow->setAutoRaise(true);
    m_follow->setChecked(true);
    showFollowing();
    connect(m_follow, &QToolButton::toggled, this, [this] {
        showFollowing();
        tick();
    });
    m_copy = makeButton(QStringLiteral("Copy"), QStringLiteral("Copy the selected rows, or all"), this);
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setAutoRaise(true);
    auto* copy = new QMenu(m_copy);
    copy->addActions({m_result->table()->copyTextAction(), m_result->table()->copyCsvAction()});
    m_copy->setMenu(copy);
    m_result->bar()->addWidget(m_follow);
    m_result->bar()->addWidget(m_copy);
}

void QueryPane::showFollowing()
{
    const bool replay = m_session != nullptr && m_session->isReplay();
    const QString pace
        = replay ? QStringLiteral("every position") : QStringLiteral("every %1").arg(common::span(m_interval));
    const QString tip
        = QStringLiteral("Ask again %1, or pause")
              .arg(replay ? QLatin1String("at every position") : QLatin1String("after every evaluation of the rules"));
    m_follow->setText(m_follow->isChecked() ? pace : QStringLiteral("paused"));
    m_follow->setAccessibleName(m_follow->isChecked() ? QStringLiteral("Asks again ") + pace
                                                      : QStringLiteral("Paused"));
    m_follow->setAccessibleDescription(tip);
    common::setPlainToolTip(m_follow, tip);
}

void QueryPane::fillRecent()
{
    QMenu* menu = m_recent->menu();
    menu->clear();
    for (const QString& expression : m_edit->history().all()) {
        QAction* action = menu->addAction(common::withoutMnemonics(common::display(expression, 90)));
        connect(action, &QAction::triggered, this, [this, expression] { ask(expression); });
    }
    if (menu->isEmpty())
        menu->addAction(QStringLiteral("nothing was run yet"))->setEnabled(false);
}

} // namespace checkwatch::query
