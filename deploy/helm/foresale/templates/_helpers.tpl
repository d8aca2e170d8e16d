{{- define "foresale.name" -}}
{{- if contains "foresale" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-foresale" .Release.Name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- define "foresale.selector" -}}
app.kubernetes.io/name: foresale
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "foresale.labels" -}}
{{ include "foresale.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "foresale.image" -}}
{{- with .Values.image }}{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}{{ end -}}
{{- end }}

{{/* Kubernetes' "restricted" standard, for every container there is. */}}
{{- define "foresale.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "foresale.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{/* Where a pod may run, and how its image is fetched. */}}
{{- define "foresale.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "foresale.env" -}}
- { name: FORESALE_DATABASE_URL, value: {{ required "database.url is needed: postgresql://user@host/name" .Values.database.url | quote }} }
- { name: FORESALE_MLFLOW_URL, value: {{ required "mlflow.url is needed: a database of its own, or a server" .Values.mlflow.url | quote }} }
- { name: FORESALE_SECRET_KEY_FILE, value: /run/secrets/foresale/secret_key }
{{- if contains "@" .Values.database.url }}
- { name: FORESALE_DATABASE_PASSWORD_FILE, value: /run/secrets/foresale/database_password }
{{- end }}
{{- if contains "@" .Values.mlflow.url }}
- { name: FORESALE_MLFLOW_PASSWORD_FILE, value: /run/secrets/foresale/mlflow_password }
{{- end }}
{{- with .Values.kafka }}
{{- if .servers }}
- { name: FORESALE_KAFKA_SERVERS, value: {{ .servers | quote }} }
- { name: FORESALE_KAFKA_SECURITY, value: {{ .security | quote }} }
{{- if hasPrefix "sasl" .security }}
- { name: FORESALE_KAFKA_USERNAME, value: {{ required "kafka.username is needed" .username | quote }} }
- { name: FORESALE_KAFKA_PASSWORD_FILE, value: /run/secrets/foresale/kafka_password }
{{- end }}
{{- end }}
{{- end }}
{{- with .Values.ingress.trustedProxies }}
- { name: FORESALE_TRUSTED_PROXIES, value: {{ toJson . | quote }} }
{{- end }}
{{- if .Values.metrics.open }}
- { name: FORESALE_OPEN_METRICS, value: "true" }
{{- end }}
{{- range $name, $value := .Values.settings }}
- { name: FORESALE_{{ upper $name }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- end }}

{{/* The address that people know the service by. */}}
{{- define "foresale.shown" -}}
{{- with .Values.ingress }}{{ if .enabled }}{{ if .tlsSecret }}https{{ else }}http{{ end }}://{{ .host }}{{ else }}http://localhost:8000{{ end }}{{ end -}}
{{- end }}

{{- define "foresale.mounts" -}}
- { name: home, mountPath: /data }
- { name: tmp, mountPath: /tmp }
- { name: secrets, mountPath: /run/secrets/foresale, readOnly: true }
{{- end }}

{{- define "foresale.sharedVolumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 2Gi }
- name: secrets
  secret: { secretName: {{ .Values.existingSecret }}, defaultMode: 0440 }
{{- end }}

{{- define "foresale.home" -}}
- name: home
{{- if .Values.persistence.enabled }}
  persistentVolumeClaim: { claimName: {{ .Values.persistence.existingClaim | default (printf "%s-home" (include "foresale.name" .)) }} }
{{- else }}
  emptyDir: {}
{{- end }}
{{- end }}

{{/* What runs before a part: the schema is there, or is made. */}}
{{- define "foresale.init" -}}
- name: schema
  image: {{ include "foresale.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  {{- if eq .Values.migrations.mode "init" }}
  args: [db, upgrade, --wait, {{ .Values.migrations.seconds | quote }}]
  {{- else }}
  args: [db, wait, --seconds, {{ .Values.migrations.seconds | quote }}]
  {{- end }}
  securityContext: {{- include "foresale.containerSecurity" . | nindent 4 }}
  resources: { requests: { cpu: 100m, memory: 256Mi }, limits: { memory: 512Mi } }
  env: {{- include "foresale.env" . | nindent 4 }}
  volumeMounts: {{- include "foresale.mounts" . | nindent 4 }}
{{- end }}
