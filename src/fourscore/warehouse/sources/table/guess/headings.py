"""This file is about the words people and switches use: headings of columns, and words in cells.

A heading is compared in small letters, without accents, signs and units; `callStart`, `Call start` and `CALL_START` are
one. A phrase that is all of a heading counts most, one that is a part of it less. German, French, Spanish, Portuguese,
Italian and Dutch stand behind English. To teach another word, add it to its line.
"""

from __future__ import annotations

# What is said shortly in headings, written out.
SHORT = {
    "q": "queue", "ser": "service", "svc": "service", "vru": "ivr", "dur": "duration", "ans": "answer", "tm": "time",
    "cust": "customer", "acct": "account", "amt": "amount", "dt": "date", "ts": "timestamp", "num": "number",
    "nr": "number", "no": "number", "avg": "", "average": "", "total": "", "the": "", "of": "", "in": "", "to": "",
    "de": "", "du": "", "des": "", "d": "", "l": "", "en": "", "la": "", "le": "", "el": "", "di": "", "do": "",
    "del": "", "al": "", "der": "", "die": "", "das": "", "van": "", "het": "", "ttl": "",
    "durchschnittliche": "", "gesamt": "",
}
# Units that a heading names, and what the mapping calls them; they are not part of its words.
UNITS = {
    "s": "seconds", "sec": "seconds", "secs": "seconds", "second": "seconds", "seconds": "seconds",
    "sekunden": "seconds", "sek": "seconds", "secondes": "seconds", "segundos": "seconds", "secondi": "seconds",
    "seconden": "seconds",
    "min": "minutes", "mins": "minutes", "minutes": "minutes", "minuten": "minutes", "minutos": "minutes",
    "minuti": "minutes", "hours": "hours", "hrs": "hours", "stunden": "hours", "heures": "hours", "horas": "hours",
    "ms": "milliseconds", "msec": "milliseconds", "millis": "milliseconds", "milliseconds": "milliseconds",
    "hh": "hh:mm", "mm": "", "ss": "", "y": "", "n": "", "yn": "",
}

# Of a row that is one call: what a column may be, and the headings it then has.
CALL: dict[str, tuple[str, ...]] = {
    "key": ("call id", "callid", "conversation id", "contact id", "interaction id", "session id", "unique id",
            "uniqueid", "call key", "call number", "call reference", "call guid", "segment id", "id", "ref", "ucid",
            "anruf id", "gesprachs id", "id appel", "id llamada", "id chamada", "id chiamata", "gesprek id"),
    "leg": ("leg", "leg id", "segment", "segment number", "leg number", "sequence"),
    "started": ("start", "started", "start time", "started at", "time", "call start", "call start time",
                "start datetime",
                "date time", "datetime", "timestamp", "call time", "call date time", "offered at", "arrival",
                "arrival time", "entered", "entry time", "enqueue time", "queue start", "queue entry", "initiated",
                "initiation timestamp", "begin", "began",
                "begin time", "created", "call date", "received", "received at", "called at", "dialled at",
                "beginn", "anrufbeginn", "startzeit", "zeitstempel", "debut", "debut appel", "heure debut", "inicio",
                "hora inicio", "fecha hora", "data hora", "inizio", "data ora", "ora inizio", "starttijd", "aanvang"),
    "date": ("date", "call date", "day", "start date", "calendar date", "datum", "tag", "anrufdatum", "jour", "fecha",
             "dia", "data", "giorno", "dag"),
    "time": ("time", "call time", "start time", "time day", "start", "ivr entry", "entry time", "queue entry", "zeit",
             "uhrzeit", "heure", "hora", "ora", "tijd", "startzeit", "beginn"),
    "answered_at": ("answered at", "answer time", "answered time", "connect time", "connected at", "pickup time",
                    "answer", "service start", "talk start", "agent connect", "angenommen um", "heure reponse",
                    "hora respuesta", "hora atendimento", "ora risposta"),
    "ended": ("end", "ended", "ended at", "end time", "call end", "call end time", "disconnect time",
              "disconnected at",
              "disconnect timestamp", "hangup time", "finish", "finished", "finish time", "completed at", "stop time",
              "service exit", "ende", "endzeit", "anrufende", "fin", "heure fin", "hora fin", "fim", "hora fim",
              "fine",
              "ora fine", "eindtijd", "einde"),
    "queue": ("queue", "queue name", "skill", "skill name", "skill group", "service", "service name", "split", "vdn",
              "split skill", "csq", "csq name", "workgroup", "acd group", "acd queue", "hunt group", "ring group",
              "department", "service line", "project", "warteschlange", "dienst", "abteilung", "file attente",
              "cola", "servicio", "fila", "servico", "coda", "servizio", "wachtrij", "afdeling", "call queue"),
    "agent": ("agent", "agent name", "agent id", "user", "user name", "username", "operator", "operator name",
              "server",
              "representative", "rep", "rep name", "advisor", "adviser", "associate", "employee", "handled by",
              "answered by", "csr", "agent login", "login id", "extension", "staff", "seller", "mitarbeiter",
              "bearbeiter",
              "benutzer", "conseiller", "operateur", "agente", "usuario", "operador", "atendente", "operatore",
              "medewerker", "consultant"),
    "outcome": ("outcome", "result", "status", "call status", "call result", "call outcome", "state", "disposition",
                "final status", "call type result", "disconnect type", "termination", "exit reason", "ergebnis",
                "resultat", "statut", "resultado", "estado", "situacao", "risultato", "esito", "stato", "uitkomst"),
    "answered": ("answered", "is answered", "call answered", "answered flag", "was answered", "handled", "connected",
                 "beantwortet", "angenommen", "repondu", "contestada", "atendida", "respondida", "risposta",
                 "beantwoord"),
    "abandoned": ("abandoned", "is abandoned", "abandon", "abandoned flag", "call abandoned", "lost", "aufgelegt",
                  "verloren", "abandonne", "perdu", "abandonada", "perdida", "abbandonata", "opgehangen"),
    "wait": ("wait", "wait time", "waiting time", "waited", "queue time", "queue wait", "queue wait time", "time queue",
             "speed answer", "asa", "time answer", "answer speed", "wait duration", "queue duration",
             "queued", "time to answer", "wait seconds", "enqueue duration", "acd wait", "wartezeit", "wartedauer",
             "attente", "temps attente", "duree attente", "espera", "tiempo espera", "tempo espera", "attesa",
             "tempo attesa", "wachttijd"),
    "ring": ("ring", "ring time", "ringing", "ring duration", "ringing time", "alert time", "alerting", "klingelzeit",
             "klingeldauer", "sonnerie", "timbre", "toque", "squillo", "beltijd"),
    "talk": ("talk", "talk time", "talk duration", "talktime", "conversation time", "conversation duration",
             "service time", "speaking time", "billsec", "billable", "agent talk time", "talking time",
             "connected time",
             "acd talk", "interaction time", "interaction duration", "gesprachszeit", "gesprachsdauer", "sprechzeit",
             "conversation", "temps conversation", "duree conversation", "conversacion", "tiempo conversacion",
             "tiempo hablado", "conversa", "tempo conversa", "conversazione", "tempo conversazione", "gesprekstijd",
             "spreektijd"),
    "length": ("duration", "call duration", "length", "call length", "handle time", "handling time", "aht",
               "handle duration", "call time", "dauer", "anrufdauer", "duree", "duree appel", "duracion",
               "duracion llamada", "duracao", "durata", "duur", "bearbeitungszeit"),
    "hold": ("hold", "hold time", "hold duration", "on hold", "time hold", "held", "customer hold", "haltezeit",
             "mise attente", "retencion", "tempo retencao", "trattenuta"),
    "wrap_up": ("acw", "after call work", "after call work time", "wrap up", "wrapup", "wrap", "wrap up time",
                "wrapup time", "after call", "acw time", "acw duration", "post call", "post call work", "nacharbeit",
                "nachbearbeitung", "nachbearbeitungszeit", "post appel", "post llamada", "pos atendimento",
                "post chiamata", "nawerk", "nabewerking"),
    "direction": ("direction", "call direction", "call type", "inbound outbound", "originating direction",
                  "initiation method",
                  "richtung", "sens", "sentido", "direccion", "direcao", "direzione", "richting"),
    "channel": ("channel", "media type", "media", "contact channel", "medium", "contact type", "kanal", "canal",
                "canale", "kanaal"),
    "customer": ("customer", "customer id", "customer number", "caller", "caller id", "callerid", "ani", "phone",
                 "client",
                 "phone number", "caller number", "from", "from number", "calling number", "account number",
                 "client id",
                 "contact phone", "msisdn", "cli", "src", "customer phone", "kunde", "kundennummer", "anrufer",
                 "rufnummer", "telefon", "telefonnummer", "appelant", "numero client", "cliente", "telefono",
                 "telefone",
                 "numero", "chiamante", "klant", "klantnummer", "beller"),
    "topic": ("topic", "reason", "call reason", "contact reason", "subject", "category", "type", "call type", "issue",
              "intent", "purpose", "inquiry type", "query type", "enquiry", "case type", "thema", "grund", "anliegen",
              "kategorie", "motif", "sujet", "motivo", "tema", "categoria", "assunto", "argomento", "onderwerp",
              "reden"),
    "customer_segment": ("segment", "customer segment", "customer type", "customer group", "tier", "customer tier",
                         "customer class", "kundensegment", "kundengruppe", "segmento", "segment client"),
    "disposition": ("disposition", "disposition code", "wrap up code", "wrapup code", "wrap code", "call disposition",
                    "result code", "completion code", "activity code", "abschlusscode", "tipificacion", "tabulacao"),
    "language": ("language", "lang", "sprache", "langue", "idioma", "lingua", "taal"),
    "transferred": ("transferred", "is transferred", "transfer", "transfer flag", "was transferred", "weitergeleitet",
                    "transfere", "transferida", "trasferita", "doorverbonden"),
    "recorded": ("recorded", "is recorded", "recording flag"),
    "score": ("satisfaction", "satisfied", "satisfaction rating", "satisfaction score", "csat", "csat score",
              "customer satisfaction",
              "rating", "survey score", "survey rating", "stars", "feedback score", "nps", "nps score", "ces",
              "score",
              "zufriedenheit", "bewertung", "note", "satisfaccion", "satisfacao", "soddisfazione", "tevredenheid"),
    "amount": ("amount", "sale amount", "sales amount", "order amount", "order value", "revenue", "sale value",
               "value",
               "price", "total amount", "deal value", "betrag", "umsatz", "montant", "importe", "valor", "importo",
               "bedrag"),
    "sold": ("sold", "sale", "is sale", "converted", "conversion", "purchased", "bought", "subscribed", "sale made",
             "verkauft", "vendu", "vendido", "vendida", "venduto", "verkocht"),
    "currency": ("currency", "currency code", "wahrung", "devise", "moneda", "moeda", "valuta"),
}
# Headings that speak of calls going out, and of nothing else.
DIALLING = ("campaign", "attempts", "attempt", "dialled", "dialed", "dial", "dials", "call attempts", "campaign name",
            "previously contacted", "kampagne", "campagne", "campana", "campanha", "campagna")
# Headings of reports that count calls instead of telling them.
TOTALS = ("calls", "calls offered", "calls answered", "calls handled", "calls abandoned", "offered",
"contacts offered",
          "number calls", "call volume", "volume", "call count", "calls received", "asa", "service level", "aht",
          "anrufe", "appels", "llamadas", "chamadas", "chiamate", "oproepen")

# Of a row that is another fact: headings of its fields, and (under "") words of file, sheet or
# headings that hint at it.
_AGENT = CALL["agent"]
_ENDED = (*CALL["ended"], "until", "shift end", "to time", "bis")
_STARTED = (*CALL["started"], "since", "shift start", "from time", "from", "von")
_LASTS = ("duration", "length", "lasts", "dauer", "duree", "duracion", "durata", "duur", "minutes", "hours")
_DAY = ("date", "day", "first day", "from", "start", "month", "period", "period start", "datum", "monat", "mois",
"mes",
        "mese", "maand", "fecha", "data", "von", "start date")
OTHERS: dict[str, dict[str, tuple[str, ...]]] = {
    "survey": {
        "": ("survey", "surveys", "csat", "nps", "feedback", "umfrage", "enquete", "encuesta"),
        "score": CALL["score"], "answered": (*CALL["started"], "response date", "responded", "responded at",
        "survey date",
                                             "submitted", "submitted at", "response time", *CALL["date"]),
        "contact": CALL["key"][:7], "agent": _AGENT, "queue": CALL["queue"], "question": ("question", "survey type"),
        "scale": ("scale", "max score", "out"),
    },
    "sale": {
        "": ("sale", "sales", "order", "orders", "verkauf", "bestellung", "ventes", "ventas", "vendas"),
        "amount": (*CALL["amount"], "total", "net amount", "gross amount"),
        "sold": (*CALL["started"], "sold", "sold at", "sale date", "order date", "order time", "ordered",
                 "closed date",
                 *CALL["date"]),
        "currency": CALL["currency"], "agent": (*_AGENT, "sold by", "sales rep", "salesperson"),
        "contact": CALL["key"][:7],
    },
    "schedule": {
        "": ("schedule", "roster", "shift", "shifts", "dienstplan", "planning", "turno", "turni", "rooster"),
        "agent": _AGENT, "activity": ("activity", "shift", "shift type", "task", "activity code", "schedule type",
                                      "aktivitat", "activite", "actividad", "atividade", "attivita", "activiteit"),
        "started": _STARTED, "ended": _ENDED, "lasts": _LASTS,
    },
    "agent_state": {
        "": ("state", "states", "presence", "aux", "status log", "pause"),
        "agent": _AGENT, "state": ("state", "status", "presence", "agent state", "agent status", "aux code", "aux"),
        "reason": ("reason", "reason code", "aux reason", "pause reason", "not ready reason", "grund"),
        "started": _STARTED, "ended": _ENDED, "lasts": _LASTS, "queue": CALL["queue"],
    },
    "evaluation": {
        "": ("evaluation", "quality", "qa", "monitoring", "scorecard", "audit", "review"),
        "points": ("points", "score", "quality score", "qa score", "evaluation score", "points scored",
                   "total score"),
        "applicable": ("max points", "points possible", "possible points", "max score", "applicable", "maximum"),
        "evaluated": (*CALL["started"], "evaluated", "evaluated at", "evaluation date", "review date", "audit date",
                      *CALL["date"]),
        "evaluator": ("evaluator", "reviewer", "auditor", "evaluated by", "reviewed by", "qa analyst"),
        "form": ("form", "form name", "scorecard", "evaluation form"), "agent": _AGENT, "contact": CALL["key"][:7],
        "auto_fail": ("auto fail", "autofail", "critical error", "fatal", "fatal error"),
    },
    "coaching": {
        "": ("coaching", "one to one"),
        "agent": (*_AGENT, "coachee"), "coach": ("coach", "coach name", "coached by", "supervisor", "team leader"),
        "started": (*_STARTED, "session start"), "ended": _ENDED, "lasts": _LASTS,
        "method": ("method", "coaching type", "session type"), "attended": ("attended", "present"),
        "actions_agreed": ("actions agreed", "actions"), "actions_done": ("actions done", "actions completed"),
    },
    "cost": {
        "": ("cost", "costs", "expense", "expenses", "invoice", "kosten", "couts", "costes", "custos", "costi"),
        "first_day": _DAY, "last_day": ("last day", "to", "end", "until", "end date", "bis", "period end"),
        "line_of_cost": ("line", "account", "cost line", "cost type", "cost", "category", "expense", "item",
                         "expense type",
                         "kostenart", "konto", "poste", "cuenta", "conta", "voce"),
        "amount": (*CALL["amount"], "cost", "net", "total", "kosten", "cout", "coste", "custo", "costo"),
        "currency": CALL["currency"], "team": ("team", "cost centre", "cost center", "group"), "queue": CALL["queue"],
    },
    "ticket": {
        "": ("ticket", "tickets", "case", "cases", "incident", "incidents", "zendesk"),
        "opened": ("opened", "opened at", "created", "created at", "created date", "open date", "reported",
                   "erstellt"),
        "first_reply": ("first reply", "first response", "first replied at", "first response at",
                        "first response time"),
        "solved": ("solved", "solved at", "resolved", "resolved at", "resolution date", "gelost"),
        "closed": ("closed", "closed at", "closed date", "close date"), "channel": (*CALL["channel"], "source",
                   "via"),
        "customer": (*CALL["customer"], "requester", "requester id", "reporter"), "topic": CALL["topic"],
        "queue": (*CALL["queue"], "group", "team", "assignment group"), "agent": (*_AGENT, "assignee", "assigned",
                  "owner"),
        "replies": ("replies", "reply count", "agent replies"), "reopened": ("reopened", "reopens", "reopen count"),
    },
    "lead": {
        "": ("lead", "leads", "prospects"),
        "created": ("created", "created at", "received", "lead date", "lead created", "date", "added"),
        "first_dial": ("first dial", "first call", "first attempt", "first dialled", "first contact at"),
        "list": ("list", "list name", "campaign", "lead source", "source"), "queue": CALL["queue"], "agent": _AGENT,
        "attempts": ("attempts", "call attempts", "dials", "attempt count"),
    },
    "training": {
        "": ("training", "trainings", "course", "courses", "schulung", "formation"),
        "agent": (*_AGENT, "trainee", "participant"), "course": ("course", "course name", "training", "module",
                  "kurs"),
        "started": _STARTED, "ended": _ENDED, "lasts": _LASTS, "passed": ("passed", "pass", "passed exam"),
    },
    "absence": {
        "": ("absence", "absences", "leave", "sick", "abwesenheit", "ausencias"),
        "agent": _AGENT, "started": _STARTED, "ended": _ENDED, "lasts": _LASTS,
        "reason": ("reason", "absence type", "leave type", "absence reason", "type"), "planned": ("planned",
                   "approved"),
    },
    "forecast": {
        "": ("forecast", "forecasts", "prognose", "prevision", "forecasted"),
        "started": (*CALL["started"], "interval", "interval start", "period"), "queue": CALL["queue"],
        "lasts": ("interval length", "interval minutes"), "ended": ("interval end",),
        "calls": ("forecast", "forecast calls", "forecast volume", "calls forecast", "expected calls",
                  "predicted calls"),
        "required": ("required", "agents required", "required agents", "staff required", "fte required",
                     "required fte"),
    },
}
# What has to be among a row's columns before it can be that fact.
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "survey": (("score",), ("answered",)), "sale": (("amount",), ("sold",)),
    "schedule": (("agent",), ("activity",), ("started",), ("ended", "lasts")),
    "agent_state": (("agent",), ("state",), ("started",), ("ended", "lasts")),
    "evaluation": (("points",), ("evaluated",), ("agent", "contact"), ("evaluator", "form", "applicable",
                   "auto_fail")),
    "coaching": (("agent",), ("started",), ("ended", "lasts"), ("coach", "method")),
    "cost": (("first_day",), ("line_of_cost",), ("amount",)),
    "ticket": (("opened",), ("first_reply", "solved", "closed", "replies")),
    "lead": (("created",), ("first_dial", "attempts"), ("list", "first_dial")),
    "training": (("agent",), ("started",), ("ended", "lasts"), ("course",)),
    "absence": (("agent",), ("started",), ("ended", "lasts"), ("reason", "planned")),
    "forecast": (("started",), ("queue",), ("calls", "required"), ("ended", "lasts")),
}

# Words in cells, and what they are for us.
YES = ("y", "yes", "true", "1", "t", "ja", "j", "oui", "o", "si", "sim", "s", "x", "vrai", "verdadero")
NO = ("n", "no", "false", "0", "f", "nein", "non", "nao", "nee", "faux", "falso")
BLANK = ("n/a", "na", "#n/a", "-", "--", "none", "null", "nan", "(blank)", "\\n", "?", "unknown", "undefined", "nil")
# In a column of people or customers also these are nobody.
NOBODY = ("no_server", "no agent", "no_agent", "noagent", "unassigned", "anonymous", "unidentified", "system", "0",
          "private", "restricted", "withheld", "unavailable")
LEFT_OUT = ("phantom", "ghost", "test", "test call", "testcall", "invalid", "duplicate")
TOTAL_ROWS = ("total", "totals", "grand total", "sum", "summe", "gesamt", "somme", "total general", "totale",
"totaal")
OUTCOMES: dict[str, tuple[str, ...]] = {
    "answered": (
        "answered", "answer", "connected", "completed", "complete", "handled", "agent", "completeagent", "success",
        "completecaller", "successful", "ok", "talked", "served", "serviced", "answered by agent", "call answered",
        "normal", "transferred", "resolved", "beantwortet", "angenommen", "verbunden", "repondu", "repondue",
        "traite",
        "decroche", "contestada", "atendida", "respondida", "atendido", "risposta", "gestita", "beantwoord",
        "finished"),
    "abandoned": (
        "abandoned", "abandon", "abandoned in queue", "abandoned by caller", "hang", "hangup", "hung up", "hang up",
        "missed", "lost", "unanswered", "not answered", "no answer", "noanswer", "caller hung up",
        "dropped by caller",
        "short abandon", "aufgelegt", "verloren", "abgebrochen", "nicht angenommen", "abandonne", "abandonnee",
        "perdu",
        "perdue", "raccroche", "abandonada", "perdida", "colgada", "no contestada", "nao atendida", "abbandonata",
        "persa", "opgehangen", "gemist", "verlaten"),
    "flowed_out": (
        "timeout", "timed out", "overflow", "overflowed", "overflow out", "voicemail", "callback", "redirected",
        "forwarded", "deflected", "flow out", "flowed out", "exitwithtimeout", "exitwithkey", "exitempty",
        "no agents",
        "weitergeleitet", "uberlauf", "debordement", "buzon", "messagerie"),
    "dropped": ("dropped", "failed", "failure", "error", "system error", "disconnected", "technical", "fehler",
                "echec"),
    "refused": ("refused", "rejected", "blocked", "busy", "queue full", "full", "closed", "out of hours",
                "after hours",
                "congestion", "joinempty", "besetzt", "occupe", "ocupado"),
    "open": ("open", "in progress", "ongoing", "waiting", "active", "offen", "en cours"),
}
CONNECTED: dict[str, tuple[str, ...]] = {
    "yes": (*OUTCOMES["answered"], "sale", "sold", "contact", "contacted", "human", "live answer", "interested",
            "not interested", "refusal", "promise", "right party", "wrong party"),
    "no": (*OUTCOMES["abandoned"], *OUTCOMES["dropped"], *OUTCOMES["refused"], "voicemail", "answering machine",
           "machine",
           "am", "invalid number", "disconnected number", "no contact", "not connected", "dnc", "fax", "not reached"),
}
DIRECTIONS: dict[str, tuple[str, ...]] = {
    "inbound": ("inbound", "in", "incoming", "i", "eingehend", "entrant", "entrante", "recibida", "inkomend"),
    "outbound": ("outbound", "out", "outgoing", "o", "dialer", "dialled", "ausgehend", "sortant", "saliente", "saida",
                 "uscente", "uitgaand", "callback", "api"),
}
CHANNELS: dict[str, tuple[str, ...]] = {
    "voice": ("voice", "phone", "call", "telephone", "tel", "telefon", "telefono", "telefone", "voz", "voix", "acd"),
    "chat": ("chat", "webchat", "web chat", "live chat"),
    "email": ("email", "e mail", "mail", "correo"),
    "message": ("message", "sms", "whatsapp", "messenger", "facebook", "social", "twitter", "text", "messaging"),
    "task": ("task", "case", "workitem", "work item", "fax", "web", "portal", "web form", "api"),
}
STATES: dict[str, tuple[str, ...]] = {
    "login": ("login", "logged in", "available", "ready", "online", "on queue", "idle", "signed in", "working"),
    "pause": ("pause", "paused", "break", "lunch", "not ready", "aux", "away", "meeting", "training", "unavailable",
              "busy", "coaching", "meal", "personal", "acw", "mittag", "pause dejeuner", "almuerzo", "descanso"),
}
COACHING: dict[str, tuple[str, ...]] = {
    "remote_listening": ("remote listening", "listening", "call review"), "role_playing": ("role playing",
                         "role play"),
    "side_by_side": ("side by side", "sbs"), "sharing_practices_with_agents": ("sharing practices", "team session"),
    "other": ("other", "one to one", "general"),
}
QUESTIONS: dict[str, tuple[str, ...]] = {
    "csat": ("csat", "satisfaction", "rating", "stars"), "nps": ("nps", "recommend", "promoter"),
    "ces": ("ces", "effort"),
}
