#include "ui/rulepage/rulesdialog.h"

#include "ui/common/panel.h"
#include "ui/rulepage/ruletable.h"
#include "ui/rulepage/verdictview.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::rulepage {

RulesDialog::RulesDialog(session::Session* session, QWidget* parent)
    : QDialog(parent), m_list(new common::Panel(QStringLiteral("Rules"), this)), m_table(new RuleTable(m_list)),
      m_details(new common::Panel(QString(), this)), m_verdict(new VerdictView(m_details))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Rules"));
    resize(1120, 760);
    m_list->setContent(m_table);
    m_details->setContent(m_verdict);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setHandleWidth(8);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_details);
    splitter->setSizes({320, 420});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(splitter);
    connect(m_table, &RuleTable::ruleSelected, this, [this] { m_verdict->setRule(m_table->selected()); });
    m_table->setFocus(Qt::OtherFocusReason);
    takeSnapshot(nullptr);
    setSession(session);
}

void RulesDialog::setSession(session::Session* session)
{
    disconnect(m_snapshots);
    if (session == nullptr)
        return;
    m_snapshots = connect(session, &session::Session::snapshotReady, this, &RulesDialog::takeSnapshot);
    takeSnapshot(session->snapshot());
}

void RulesDialog::takeSnapshot(const fleet::SnapshotPtr& snapshot)
{
    m_table->setSnapshot(snapshot);
    m_verdict->setRule(m_table->selected());
    const auto rules = snapshot ? snapshot->rules.size() : 0;
    m_details->setVisible(rules > 0);
    const auto silent
        = !snapshot ? 0 : std::count_if(snapshot->rules.begin(), snapshot->rules.end(), [](const auto& rule) {
              return rule.verdict && rule.verdict->cannotFire();
          });
    m_list->setNote(rules == 0        ? QString()
                        : silent == 0 ? QStringLiteral("%1 rules").arg(rules)
                                      : QStringLiteral("%1 rules · %2 cannot fire here").arg(rules).arg(silent));
}

} // namespace checkwatch::rulepage
